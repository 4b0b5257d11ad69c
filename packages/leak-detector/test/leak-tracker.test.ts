import { createLeakDetector, LEAK_TRACKER, toReport } from '@watertight/leak-detector';
import { describe, expect, test } from 'vitest';
import { paranoid, Thing, trackerOf } from './thing.ts';

describe('levels', () => {
  const lowest = (): number => 0;
  const highest = (): number => 0.999;

  test.for([
    ['disabled', lowest, false],
    ['simple', lowest, true],
    ['simple', highest, false],
    ['advanced', lowest, true],
    ['advanced', highest, false],
    ['paranoid', highest, true],
  ] as const)('at %s with a random number of %o', ([level, random, tracked]) => {
    const detector = createLeakDetector(random);
    detector.setLevel(level);
    const thing = detector.openScope('a test', 'test').run(() => new Thing(detector));
    expect(thing.tracker !== undefined).toBe(tracked);
  });

  test.for([
    ['simple', []],
    ['advanced', ['retain', 'release']],
    ['paranoid', ['retain', 'release']],
  ] as const)('at %s the records are %j', ([level, operations]) => {
    const detector = createLeakDetector(lowest);
    detector.setLevel(level);
    const thing = detector.openScope('a test', 'test').run(() => new Thing(detector));
    thing.retain();
    thing.release();
    expect(trackerOf(thing).ownershipRecords.map(({ operation }) => operation)).toEqual(operations);
  });
});

test('data accesses are always counted, and recorded with less and less of a chance', () => {
  const numbers = [0.4, 0.3, 0.2];
  const detector = createLeakDetector(() => numbers.shift() ?? 0.999);
  detector.setLevel('paranoid');
  detector.setTargetRecords(2);
  const tracker = trackerOf(detector.openScope('a test', 'test').run(() => new Thing(detector)));
  for (const operation of ['a', 'b', 'c', 'd', 'e', 'f']) {
    tracker.access(operation);
  }
  tracker.access('f');
  // c has a chance of 1/2 and gets 0.4; d has 1/4 and gets 0.3; e has 1/4 and gets 0.2; then nobody is lucky.
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

test('ownership records of one place are folded when there are many, and none is dropped', () => {
  const { detector, scope } = paranoid();
  const tracker = trackerOf(scope.run(() => new Thing(detector)));
  for (let round = 0; round < 500; round += 1) {
    tracker.touch('in the loop');
  }
  tracker.touch('behind it');
  const records = tracker.ownershipRecords;
  expect(records.length).toBeLessThan(80);
  expect(records.reduce((sum, { times }) => sum + times, 0)).toBe(501);
  expect(records.at(-1)).toMatchObject({ operation: 'touch', hint: 'behind it', times: 1 });
});

test('a description that throws leaves the last one standing', () => {
  const { detector, scope } = paranoid();
  const resource = { broken: false };
  const type = {
    name: 'Resource',
    remedy: '',
    describe: ({ broken }: typeof resource) => {
      if (broken) {
        throw new Error('too late');
      }
      return { summary: 'fine' };
    },
  };
  const tracker = scope.run(() => detector.track(resource, type, 'new'));
  expect(tracker?.description).toEqual({ summary: 'fine' });
  resource.broken = true;
  expect(tracker?.description).toEqual({ summary: 'fine' });
});

test('closing twice is closing once', () => {
  const { detector, scope } = paranoid();
  const tracker = trackerOf(scope.run(() => new Thing(detector)));
  tracker.close();
  tracker.close();
  expect([tracker.state, scope.openCount]).toEqual(['released', 0]);
});

test('targetRecords has to be a whole number from 0', () => {
  const detector = createLeakDetector();
  expect(() => detector.setTargetRecords(-1)).toThrow(
    new RangeError('targetRecords: -1 (expected: a whole number from 0)'),
  );
  expect(() => detector.setTargetRecords(1.5)).toThrow(RangeError);
  expect(detector.targetRecords).toBe(4);
});

test('a report outlives its resource and is plain data', () => {
  const { detector, scope } = paranoid();
  const thing = scope.run(() => new Thing(detector));
  thing.retain();
  const report = toReport(trackerOf(thing), 'reachable');
  expect(structuredClone(report)).toEqual(report);
  expect(JSON.parse(JSON.stringify(report))).toEqual(report);
  expect(report).toMatchObject({
    id: 1,
    resourceType: 'Thing',
    summary: 'a thing',
    refCnt: 2,
    reachability: 'reachable',
    scope: { name: 'a test', kind: 'test' },
    unmatchedRetains: [0],
    remedy: 'Close it.',
  });
  expect([report, report.scope, report.ownership, report.createdAt].every(Object.isFrozen)).toBe(true);
});

test('a permanent resource is nobody’s leak, keeps its reason, and can still be released', () => {
  const { detector, scope } = paranoid();
  const thing = scope.run(() => new Thing(detector));
  const tracker = trackerOf(thing);
  tracker.declarePermanent('shared by all');
  expect([scope.openCount, tracker.state, tracker.permanentReason]).toEqual([0, 'permanent', 'shared by all']);
  thing.release();
  expect(tracker.state).toBe('released');
});

test('what is released cannot become permanent', () => {
  const { detector, scope } = paranoid();
  const thing = scope.run(() => new Thing(detector));
  thing.release();
  trackerOf(thing).declarePermanent('too late');
  expect([trackerOf(thing).state, trackerOf(thing).permanentReason]).toEqual(['released', undefined]);
});

test('a tracker is found by its resource, open or not, and by a handle that knows it', () => {
  const { detector, scope } = paranoid();
  const thing = scope.run(() => new Thing(detector));
  const handle = { [LEAK_TRACKER]: thing.tracker };
  thing.release();
  expect([thing, handle, {}].map((resource) => detector.trackerOf(resource))).toEqual([
    thing.tracker,
    thing.tracker,
    undefined,
  ]);
});
