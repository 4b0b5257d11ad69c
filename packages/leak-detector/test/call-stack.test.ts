import { spawnSync } from 'node:child_process';
import { CallStack } from '@watertight/leak-detector';
import { afterEach, expect, test } from 'vitest';
import { paranoid, Thing, trackerOf } from './thing.ts';

const { prepareStackTrace, stackTraceLimit } = Error;

afterEach(() => {
  Object.defineProperty(Error, 'stackTraceLimit', { value: stackTraceLimit, writable: true, configurable: true });
  Error.prepareStackTrace = prepareStackTrace;
});

function caller(): CallStack {
  return CallStack.capture();
}

test('frames name the function, the file and the line of the caller, not those of Node and the runner', () => {
  const frames = caller().frames(new Set());
  const own = frames.filter(({ file }) => file.endsWith('call-stack.test.ts'));
  expect(own.map(({ functionName }) => functionName)).toEqual(['caller', '']);
  expect(frames.filter(({ file }) => file.startsWith('node:') || file.includes('node_modules/vitest'))).toEqual([]);
});

test('a stack is deep enough whatever limit the program has set, and leaves that limit alone', () => {
  Error.stackTraceLimit = 1;
  const frames = caller().frames(new Set());
  expect(frames.length).toBeGreaterThan(1);
  expect(Error.stackTraceLimit).toBe(1);
});

test.for<[string, (error: Error, sites: NodeJS.CallSite[]) => unknown]>([
  [
    'throws',
    () => {
      throw new Error('broken');
    },
  ],
  ['returns nothing', () => undefined],
  ['returns a number', () => 7],
  ['returns an object', () => Object.create(null)],
])('a prepareStackTrace of the program that %s costs the frames, nothing else', ([, prepare]) => {
  const stack = caller();
  Error.prepareStackTrace = prepare;
  expect(stack.frames(new Set())).toEqual([]);
});

test('call sites instead of a text are as good', () => {
  const stack = caller();
  Error.prepareStackTrace = (_, sites) => sites;
  expect(stack.frames(new Set()).map(({ functionName }) => functionName)).toContain('caller');
});

test.for<[string, string, boolean]>([
  ['a CommonJS module in Node', 'Module._compile (node:internal/modules/cjs/loader:1929:14)', true],
  ['an ECMAScript module in Node', 'ModuleJob.run (node:internal/modules/esm/module_job:561:25)', true],
  ['an ECMAScript module in Jest', 'SourceTextModule.evaluate (node:internal/vm/module:229:12)', true],
  ['a module in Jest 29', 'Runtime._execModule (/p/node_modules/jest-runtime/build/index.js:1439:24)', true],
  [
    'a module in Vitest',
    'process.processTicksAndRejections (node:internal/process/task_queues:104:5)\n' +
      '    at async VitestModuleEvaluator._runInlinedModule (file:///p/node_modules/vitest/dist/module-evaluator.js:261:4)',
    true,
  ],
  ['a test in Jest', 'Promise.then.completed (/p/node_modules/jest-circus/build/utils.js:298:28)', false],
  ['a test in Vitest', 'file:///p/node_modules/vitest/dist/chunks/run.zBhXlcZQ.js:1695:35', false],
])('a frame knows whether it stands at the top level of a module: %s', ([, below, topLevel]) => {
  const stack = caller();
  Error.prepareStackTrace = () => `Error: watertight\n    at /p/src/constants.ts:3:37\n    at ${below}`;
  const frame = { functionName: '', file: '/p/src/constants.ts', line: 3, column: 37 };
  expect(stack.frames(new Set())).toEqual([topLevel ? { ...frame, topLevel: true } : frame]);
});

test('where all frames are hidden, those from the outermost package on remain', () => {
  const stack = caller();
  const frame = (name: string): string => `    at ${name} (/p/packages/${name}/src/index.ts:1:2)`;
  Error.prepareStackTrace = () => ['leak-detector', 'buffer', 'channel', 'buffer', 'channel'].map(frame).join('\n');
  const hidden = new Set(['leak-detector', 'buffer', 'channel'].map((name) => `/p/packages/${name}/`));
  expect(stack.frames(hidden).map(({ functionName }) => functionName)).toEqual(['channel', 'buffer', 'channel']);
});

test('a stackTraceLimit that cannot be touched costs the frames, nothing else', () => {
  const refuse = (): never => {
    throw new Error('hands off');
  };
  Object.defineProperty(Error, 'stackTraceLimit', { get: refuse, set: refuse, configurable: true });
  const { detector, scope } = paranoid();
  const thing = scope.run(() => new Thing(detector));
  thing.retain();
  expect([scope.open, trackerOf(thing).createdAt, trackerOf(thing).ownershipRecords]).toEqual([
    [thing.tracker],
    [],
    [{ operation: 'retain', refCntBefore: 1, refCntAfter: 2, times: 1, stack: [] }],
  ]);
});

test('a program that runs out of stack finds its stackTraceLimit as it was, and what was recorded', () => {
  const { detector, scope } = paranoid();
  const tracker = trackerOf(scope.run(() => new Thing(detector)));
  let dives = 0;
  const dive = (): void => {
    tracker.ownership('retain', dives, dives + 1, `${dives % 2}`);
    dives += 1;
    dive();
  };
  expect(dive).toThrow(new RangeError('Maximum call stack size exceeded'));
  const recorded = tracker.ownershipRecords.reduce((sum, { times }) => sum + times, 0);
  expect([Error.stackTraceLimit, recorded - dives < 2]).toEqual([stackTraceLimit, true]);
});

test('a program whose Error is frozen gets stacks of the depth it chose', () => {
  const script = `
    const { CallStack } = require('@watertight/leak-detector');
    Error.stackTraceLimit = 2;
    Object.freeze(Error);
    console.log(CallStack.capture().frames(new Set()).length);
  `;
  const { stdout } = spawnSync(process.execPath, ['--eval', script], { cwd: import.meta.dirname, encoding: 'utf8' });
  expect(stdout).toBe('2\n');
});

test.for<[string, string]>([
  ['with stackTraceLimit 0', 'Error.stackTraceLimit = 0;'],
  ['with source maps', 'process.setSourceMapsEnabled(true);'],
  ['with a prepareStackTrace of its own that throws', 'Error.prepareStackTrace = () => { throw 1; };'],
])('a program %s has no resource kept alive by its stacks', ([, setUp]) => {
  const script = `
    const { createLeakDetector, findGarbageCollector } = require('@watertight/leak-detector');
    ${setUp}
    const detector = createLeakDetector();
    detector.setLevel('paranoid');
    const scope = detector.openScope('a test', 'test');
    class Door { constructor() { this.tracker = detector.track(this, { name: 'Door', remedy: '' }, 'a door'); } }
    scope.run(() => { for (let i = 0; i < 100; i += 1) new Door(); });
    for (const tracker of scope.open) tracker.prepareForCollection();
    setTimeout(() => {
      findGarbageCollector()();
      console.log(scope.open.filter((tracker) => !tracker.isCollected).length);
    });
  `;
  const { stdout } = spawnSync(process.execPath, ['--eval', script], { cwd: import.meta.dirname, encoding: 'utf8' });
  expect(stdout).toBe('0\n');
});
