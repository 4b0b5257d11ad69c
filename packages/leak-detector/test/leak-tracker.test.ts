import { createLeakDetector, type Hint, LEAK_TRACKER, toReport } from '@watertight/leak-detector';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { paranoid, Thing, trackerOf } from './thing.ts';

const fails = (error: unknown) => (): never => {
  throw error;
};

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

test('hints without end are counted, and the newest is known', () => {
  const { detector, scope } = paranoid();
  const tracker = trackerOf(scope.run(() => new Thing(detector)));
  for (let round = 0; round < 2000; round += 1) {
    tracker.touch(`round ${round}`);
  }
  const records = tracker.ownershipRecords;
  expect(records.length).toBeLessThan(600);
  expect(records.reduce((sum, { times }) => sum + times, 0)).toBe(2000);
  expect(records.at(-1)?.hint).toBe('round 1999');
});

test.for<readonly [string, () => { summary: string }]>([
  ['that throws', fails(new Error('too late'))],
  [
    'with a property that throws',
    () => Object.defineProperty({ summary: '' }, 'refCnt', { get: fails(0), enumerable: true }),
  ],
  ['that is a revoked proxy', revokedProxy],
])('a description %s leaves the last one standing', ([, broken]) => {
  const { detector, scope } = paranoid();
  const resource = { describe: () => ({ summary: 'fine' }) };
  const type = { name: 'Resource', remedy: '', describe: ({ describe }: typeof resource) => describe() };
  const tracker = scope.run(() => detector.track(resource, type, 'new'));
  expect(tracker?.description).toEqual({ summary: 'fine' });
  resource.describe = broken;
  expect(tracker?.description).toEqual({ summary: 'fine' });
});

test('a summary that throws leaves the kind of the resource', () => {
  const { detector, scope } = paranoid();
  const tracker = scope.run(() => detector.track({}, { name: 'Thing', remedy: '' }, fails(0)));
  expect(tracker && toReport(tracker, 'unknown')).toMatchObject({ resourceType: 'Thing', summary: '' });
});

test.for([
  ['disabled', false],
  ['simple', false],
  ['paranoid', true],
] as const)('what is due is asked once: at %s and an unlucky number, %o', ([level, isDue]) => {
  const detector = createLeakDetector(() => 0.999);
  detector.setLevel(level);
  const scope = detector.openScope('a test', 'test');
  expect(detector.isDue()).toBe(isDue);
  const tracker = scope.run(() => detector.trackDue({}, { name: 'Thing', remedy: '' }, 'a thing'));
  expect([scope.open, tracker?.createdAt[0]?.file]).toEqual([[tracker], import.meta.filename]);
});

test('closing twice is closing once', () => {
  const { detector, scope } = paranoid();
  const tracker = trackerOf(scope.run(() => new Thing(detector)));
  tracker.close();
  tracker.close();
  expect([tracker.state, scope.openCount]).toEqual(['released', 0]);
});

test('the sampling interval has to be a whole number from 1', () => {
  const detector = createLeakDetector();
  expect(() => detector.setSamplingInterval(0)).toThrow(
    new RangeError('samplingInterval: 0 (expected: a whole number from 1)'),
  );
  expect(detector.samplingInterval).toBe(128);
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

test('of very many resources in one scope, the later ones do without the stacks that a report can do without', () => {
  const detector = createLeakDetector(() => 0.9999);
  detector.setLevel('paranoid');
  const things = detector.openScope('a test', 'test').run(() => Array.from({ length: 501 }, () => new Thing(detector)));
  for (const thing of things) {
    trackerOf(thing).access('readInt');
    thing.retain();
    thing.release();
    thing.release();
  }
  const stacksOf = (thing: Thing | undefined) => ({
    created: thing?.tracker?.createdAt.length !== 0,
    accesses: thing?.tracker?.accessRecords.length,
    counted: thing?.tracker?.accessCounts.get('readInt'),
    ownership: thing?.tracker?.ownershipRecords.map(({ operation, stack }) => [operation, stack.length > 0]),
  });
  const others = [
    ['retain', true],
    ['release', true],
  ];
  expect([things[499], things[500]].map(stacksOf)).toEqual([
    { created: true, accesses: 1, counted: 1, ownership: [...others, ['release', true]] },
    { created: true, accesses: 0, counted: 1, ownership: [...others, ['release', false]] },
  ]);
});

test('of very many resources in a scope without an end, the later ones have shorter stacks', () => {
  const detector = createLeakDetector(() => 0.9999);
  detector.setLevel('paranoid');
  const deep = (more: number): Thing => (more === 0 ? new Thing(detector) : deep(more - 1));
  const framesOf = (isEndless: boolean): readonly number[] => {
    const things = detector
      .openScope('a scope', 'scope', { isEndless })
      .run(() => Array.from({ length: 1001 }, () => deep(20)));
    return things.slice(-2).map((thing) => trackerOf(thing).createdAt.length);
  };
  // Two frames are the detector's own.
  expect([framesOf(true), framesOf(false)]).toEqual([
    [11, 6],
    [11, 11],
  ]);
});

describe('a hint', () => {
  class Hostile extends Error {
    override toString(): string {
      throw this;
    }
  }

  test.for<readonly [string, Hint, string]>([
    ['a text', 'header ok', 'header ok'],
    ['a function', () => 'asked', 'asked'],
    ['an object', { toHintString: () => 'asked' }, 'asked'],
    ['a long text', 'x'.repeat(201), `${'x'.repeat(200)}…`],
    ['a function that throws', fails(new RangeError('no')), '(the hint threw RangeError: no)'],
    ['an object that throws', { toHintString: fails(new Hostile()) }, '(the hint threw something without a text)'],
    [
      'a revoked proxy',
      revokedProxy(),
      "(the hint threw TypeError: Cannot perform 'get' on a proxy that has been revoked)",
    ],
  ])('that is %s', ([, hint, said]) => {
    const { detector, scope } = paranoid();
    const tracker = trackerOf(scope.run(() => new Thing(detector)));
    tracker.touch(hint);
    expect(tracker.ownershipRecords.map((record) => record.hint)).toEqual([said]);
  });

  test('is not asked where nothing is recorded', () => {
    const detector = createLeakDetector(() => 0);
    detector.setLevel('simple');
    const tracker = trackerOf(new Thing(detector));
    tracker.touch(() => expect.unreachable());
    expect(tracker.ownershipRecords).toEqual([]);
  });

  test('that nobody gives is the scope or the phase where it is touched, if it is another one', () => {
    const { detector, scope } = paranoid();
    const tracker = trackerOf(scope.run(() => new Thing(detector)));
    const touch = (): void => tracker.touch();
    touch();
    scope.run(touch);
    scope.bind(touch, { name: 'afterEach', state: 'running' })();
    detector.openScope('another test', 'test').run(touch);
    expect(tracker.ownershipRecords.map(({ hint }) => hint)).toEqual([
      undefined,
      undefined,
      'in afterEach',
      'in another test',
    ]);
  });
});

test.for<readonly [string, object]>([
  ['frozen', Object.freeze({})],
  ['a proxy', new Proxy({}, {})],
])('what is %s is tracked like anything else', ([, resource]) => {
  const { detector, scope } = paranoid();
  const tracker = scope.run(() => detector.track(resource, { name: 'Thing', remedy: '' }, 'a thing'));
  expect([scope.open, detector.trackerOf(resource)]).toEqual([[tracker], tracker]);
});

test('what cannot be tracked is told of once, and harms nobody', () => {
  const { detector, scope } = paranoid();
  const warn = vi.spyOn(process, 'emitWarning').mockImplementation(() => {});
  onTestFinished(() => warn.mockRestore());
  const type = { name: 'Thing', remedy: '' };
  const tracked = scope.run(() => [0, 1].map(() => detector.track(revokedProxy(), type, 'a thing')));
  expect([tracked, scope.openCount, warn.mock.calls.map(([text]) => text)]).toEqual([
    [undefined, undefined],
    0,
    ["A Thing could not be tracked: TypeError: Cannot perform 'has' on a proxy that has been revoked"],
  ]);
});

function revokedProxy(): { readonly summary: string; toHintString(): string } {
  const { proxy, revoke } = Proxy.revocable({ summary: '', toHintString: () => '' }, {});
  revoke();
  return proxy;
}

test('with presence alone every resource is tracked, and the creating stack is known of a thousand of a scope', () => {
  const detector = createLeakDetector(() => 0.9999);
  detector.setLevel('paranoid');
  detector.setRecords('presence');
  const scope = detector.openScope('a test', 'test');
  const things = scope.run(() => Array.from({ length: 1001 }, () => new Thing(detector)));
  trackerOf(things[0] as Thing).access('readInt');
  expect([scope.openCount, things.filter((thing) => trackerOf(thing).createdAt.length > 0).length]).toEqual([
    1001, 1000,
  ]);
  expect(toReport(trackerOf(things[0] as Thing), 'unknown')).toMatchObject({
    ownership: [],
    accesses: [],
    accessCounts: { readInt: 1 },
  });
});

test('a stack is as deep as it is set to be', () => {
  const { detector, scope } = paranoid();
  detector.setStackDepth(6);
  const deep = (more: number): Thing => (more === 0 ? new Thing(detector) : deep(more - 1));
  const tracker = trackerOf(scope.run(() => deep(10)));
  // Two of the six are the detector's own.
  expect(tracker.createdAt.map(({ functionName }) => functionName)).toEqual(['new Thing', 'deep', 'deep', 'deep']);
});
