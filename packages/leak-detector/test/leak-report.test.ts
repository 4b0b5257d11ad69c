import { type LeakTracker, toReport } from '@watertight/leak-detector';
import { expect, test } from 'vitest';
import { paranoid, Thing, trackerOf } from './thing.ts';

const keep = (tracker: LeakTracker, before: number): void => tracker.ownership('retain', before, before + 1);
const decode = (tracker: LeakTracker, before: number): void => tracker.ownership('retain', before, before + 1);
const keepThenLetGo = (tracker: LeakTracker, before: number): void => {
  tracker.ownership('retain', before, before + 1);
  tracker.ownership('release', before + 1, before);
};
const finish = (tracker: LeakTracker, before: number): void => tracker.ownership('release', before, before - 1);

test.for<[string, (tracker: LeakTracker) => void, readonly number[]]>([
  ['nothing was retained', () => {}, []],
  ['a retain and no release', (t) => keep(t, 1), [0]],
  [
    'a retain, and a release by somebody else',
    (t) => {
      keep(t, 1);
      finish(t, 2);
    },
    [0],
  ],
  ['a function that released what it retained', (t) => keepThenLetGo(t, 1), []],
  [
    'one of two retains is answered in its own function',
    (t) => {
      keep(t, 1);
      keepThenLetGo(t, 2);
      finish(t, 2);
    },
    [0],
  ],
  [
    'two retains, two releases by others',
    (t) => {
      keep(t, 1);
      decode(t, 2);
      finish(t, 3);
      finish(t, 2);
    },
    [1],
  ],
  [
    'retain(3) and two releases',
    (t) => {
      t.ownership('retain', 1, 4);
      finish(t, 4);
      finish(t, 3);
    },
    [0],
  ],
  ['retain(2^30) costs no more than retain(1)', (t) => t.ownership('retain', 1, 2 ** 30 + 1), [0]],
])('unmatched retains: %s', ([, happen, unmatched]) => {
  const { detector, scope } = paranoid();
  const tracker = trackerOf(scope.run(() => new Thing(detector)));
  happen(tracker);
  expect(toReport(tracker, 'unknown').unmatchedRetains).toEqual(unmatched);
});

test('unmatched retains: one too many in the function that creates and releases', () => {
  const { detector, scope } = paranoid();
  const tracker = scope.run(() => {
    const tracker = detector.track({}, { name: 'Thing', remedy: '' }, 'a thing');
    tracker?.ownership('retain', 1, 2);
    tracker?.ownership('release', 2, 1);
    return tracker;
  });
  expect(tracker && toReport(tracker, 'unknown').unmatchedRetains).toEqual([0]);
});

test('unmatched retains: functions with the same caller are told apart by their names', () => {
  const { detector, scope } = paranoid();
  let tracker: LeakTracker | undefined;
  const fixtures = [
    function open() {
      tracker = detector.track({}, { name: 'Thing', remedy: '' }, 'a thing');
    },
    function borrow() {
      tracker?.ownership('retain', 1, 2);
      tracker?.ownership('release', 2, 1);
    },
  ];
  scope.run(() => {
    for (const fixture of fixtures) {
      fixture();
    }
  });
  expect(tracker && toReport(tracker, 'unknown').unmatchedRetains).toEqual([]);
});

test('unmatched retains: a borrower whose frames a source map names after what they call', () => {
  const { detector, scope } = paranoid();
  const tracker = trackerOf(scope.run(() => new Thing(detector)));
  const { prepareStackTrace } = Error;
  Error.prepareStackTrace = (_, sites) =>
    sites.map((site) => `call${site.getLineNumber()} (${site.getFileName()}:${site.getLineNumber()}:1)`);
  keepThenLetGo(tracker, 1);
  const { unmatchedRetains } = toReport(tracker, 'unknown');
  Error.prepareStackTrace = prepareStackTrace;
  expect(unmatchedRetains).toEqual([]);
});
