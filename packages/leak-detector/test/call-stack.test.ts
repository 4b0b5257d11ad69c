import { CallStack } from '@watertight/leak-detector';
import { afterEach, expect, test } from 'vitest';

const { prepareStackTrace, stackTraceLimit } = Error;

afterEach(() => {
  Object.assign(Error, { prepareStackTrace, stackTraceLimit });
});

function caller(): CallStack {
  return new CallStack();
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
