import { basename } from 'node:path';
import { type LeakTracker, type ReleaseFlow, releaseFlows } from '@watertight/leak-detector';
import { expect, test } from 'vitest';
import { paranoid, Thing, trackerOf } from './thing.ts';

/** What the flow of the leak that `life` returns comes to, with names of files instead of places. */
function flowIn(life: (open: () => Thing) => Thing): unknown {
  const { detector, scope } = paranoid();
  const leak = scope.run(() => life(() => new Thing(detector)));
  const flow = releaseFlows(scope)(trackerOf(leak));
  return flow && { ...flow, releasedAt: namesOf(flow) };
}

function namesOf({ releasedAt }: ReleaseFlow): readonly string[] {
  return releasedAt.map(({ frame, count }) => `${basename(frame.file)} ×${count}`);
}

test.for<[string, (open: () => Thing) => Thing, unknown]>([
  ['nothing was released', (open) => [open(), open()][0] as Thing, undefined],
  [
    'others of the line were released, in several places',
    (open) => {
      const things = Array.from({ length: 6 }, open);
      things[0]?.retain();
      for (const thing of things.slice(0, 3)) {
        thing.release();
      }
      things[0]?.tracker?.ownership('release', 1, 0);
      things[0]?.tracker?.close();
      return things[4] as Thing;
    },
    {
      open: 3,
      released: 3,
      isWhole: true,
      releasedAt: ['thing.ts ×2', 'release-flow.test.ts ×1'],
    },
  ],
  [
    'what was closed without a record has no place',
    (open) => {
      open().tracker?.close();
      return open();
    },
    { open: 1, released: 1, isWhole: true, releasedAt: [] },
  ],
  [
    'what is meant to stay open was not released',
    (open) => {
      open().tracker?.declarePermanent('it is a constant');
      return open();
    },
    undefined,
  ],
  [
    'of more releases than are remembered, the last are told',
    (open) => {
      for (let i = 0; i < 1000; i += 1) {
        open().release();
      }
      return open();
    },
    { open: 1, released: 256, isWhole: false, releasedAt: ['thing.ts ×256'] },
  ],
])('%s', ([, life, expected]) => {
  expect(flowIn(life)).toEqual(expected);
});

test('lines are told apart, and so are scopes', () => {
  const { detector, scope } = paranoid();
  const other = detector.openScope('another test', 'test');
  const open = (): Thing => new Thing(detector);
  other.run(() => open().release());
  const leaks = scope.run(() => {
    open().release();
    return [open().tracker, detector.track({}, { name: 'Thing', remedy: '' }, 'of another line')].filter(isTracked);
  });
  expect(leaks.map(releaseFlows(scope)).map((flow) => flow?.released)).toEqual([1, undefined]);
  expect(leaks.slice(0, 1).map(releaseFlows(other))).toEqual([
    { open: 0, released: 1, isWhole: true, releasedAt: [expect.anything()] },
  ]);
});

const isTracked = (tracker: LeakTracker | undefined): tracker is LeakTracker => tracker !== undefined;

test('what is formatted for a collection in between is still told', () => {
  const { detector, scope } = paranoid();
  const leak = scope.run(() => {
    const open = (): Thing => new Thing(detector);
    open().release();
    scope.prepareForCollection();
    open().release();
    return open();
  });
  expect(releaseFlows(scope)(trackerOf(leak))?.released).toBe(2);
});

test('a scope without an end, and one that is closed, remember nothing', () => {
  const { detector, scope } = paranoid();
  const endless = detector.openScope('a server', 'server', { isEndless: true });
  const leak = [endless, scope].map((each) =>
    each.run(() => {
      const open = (): Thing => new Thing(detector);
      open().release();
      return trackerOf(open());
    }),
  );
  scope.close();
  expect([endless, scope].map((each, index) => leak.slice(index, index + 1).map(releaseFlows(each)))).toEqual([
    [undefined],
    [undefined],
  ]);
});
