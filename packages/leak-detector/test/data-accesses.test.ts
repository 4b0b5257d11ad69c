import { createLeakDetector } from '@watertight/leak-detector';
import { expect, test } from 'vitest';
import { paranoid, Thing, trackerOf } from './thing.ts';

test('data accesses are always counted, and recorded with less and less of a chance', () => {
  const numbers = [0.4, 0.3, 0.9];
  const detector = createLeakDetector(() => numbers.shift() ?? 0.999);
  detector.setLevel('paranoid');
  detector.setTargetRecords(2);
  const tracker = trackerOf(detector.openScope('a test', 'test').run(() => new Thing(detector)));
  for (const operation of ['a', 'b', 'c', 'd', 'e', 'f']) {
    tracker.access(operation);
  }
  tracker.access('f');
  // c has a chance of 1/2, and 0.4 says that luck comes at once; then it is 1/4, and 0.3 says: at the second call; then 1/8,
  // and 0.9 says: at the 18th.
  expect(tracker.accessRecords.map(({ operation }) => operation)).toEqual(['a', 'e']);
  expect([...tracker.accessCounts]).toEqual([
    ['a', 1],
    ['b', 1],
    ['c', 1],
    ['d', 1],
    ['e', 1],
    ['f', 2],
  ]);
});

test('without target records, accesses are only counted', () => {
  const { detector, scope } = paranoid();
  detector.setTargetRecords(0);
  const tracker = trackerOf(scope.run(() => new Thing(detector)));
  tracker.access('readInt');
  expect([tracker.accessRecords, [...tracker.accessCounts], tracker.lastAccess]).toEqual([
    [],
    [['readInt', 1]],
    'readInt',
  ]);
});

test('a data access keeps fewer frames than what changes ownership, and no more than the depth that is set', () => {
  const { detector, scope } = paranoid();
  const deep = <T>(frames: number, fn: () => T): T => (frames === 0 ? fn() : deep(frames - 1, fn));
  const frameCounts = (): number[] => {
    const tracker = trackerOf(scope.run(() => new Thing(detector)));
    deep(20, () => tracker.access('readInt'));
    deep(20, () => tracker.ownership('retain', 1, 2));
    return [tracker.accessRecords, tracker.ownershipRecords].map(([record]) => record?.stack.length ?? 0);
  };
  const atDefault = frameCounts();
  detector.setStackDepth(5);
  // Two frames of each are the detector's own, and hidden.
  expect([atDefault, frameCounts()]).toEqual([
    [10, 11],
    [3, 3],
  ]);
});
