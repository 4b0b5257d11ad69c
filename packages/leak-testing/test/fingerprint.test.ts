import type { LeakReport } from '@watertight/leak-detector';
import { originOf } from '@watertight/leak-testing';
import { expect, test } from 'vitest';
import { frame, reportOf } from './file-under-test.ts';

const ROOT = '/app';

function origin(report: LeakReport, functionNames = true) {
  return originOf(report, 'src/pool.test.ts', { root: ROOT, functionNames });
}

const LEAK = reportOf([frame('/app/src/pool.ts', 'acquire', 7), frame('/app/src/pool.test.ts', '', 12)]);

test('a leak is told by the functions and files that created it, and by its test', () => {
  expect(origin(LEAK)).toEqual({
    fingerprint: 'dc09f6e81c19495a',
    createdAt: ['src/pool.ts#acquire', 'src/pool.test.ts#"opens"'],
  });
});

test.for<readonly [string, LeakReport]>([
  ['other lines', reportOf([frame('/app/src/pool.ts', 'acquire', 70), frame('/app/src/pool.test.ts', '', 1)])],
  ['another summary, number and reachability', { ...LEAK, id: 2, summary: 'wide', reachability: 'reachable' }],
  [
    'a dependency on the way',
    reportOf([
      frame('/app/node_modules/lib/index.js', 'call'),
      ...LEAK.createdAt.slice(0, 1),
      frame('node:internal/timers', 'listOnTimeout'),
      ...LEAK.createdAt.slice(1),
    ]),
  ],
  [
    'a recursion of another depth',
    reportOf([LEAK.createdAt[0], ...LEAK.createdAt].filter((each) => each !== undefined)),
  ],
])('%s is the same leak', ([, report]) => {
  expect(origin(report).fingerprint).toBe(origin(LEAK).fingerprint);
});

test.for<readonly [string, LeakReport]>([
  ['another kind of resource', { ...LEAK, resourceType: 'Window' }],
  ['another function', reportOf([frame('/app/src/pool.ts', 'lend'), ...LEAK.createdAt.slice(1)])],
  ['another file', reportOf([frame('/app/src/old/pool.ts', 'acquire'), ...LEAK.createdAt.slice(1)])],
  ['another test', { ...LEAK, scope: { kind: 'test', name: 'closes' } }],
  ['a hook of the test file', { ...LEAK, phase: 'beforeEach' }],
])('%s is another leak', ([, report]) => {
  expect(origin(report).fingerprint).not.toBe(origin(LEAK).fingerprint);
});

test.for<readonly [string, LeakReport, readonly string[]]>([
  [
    'what only dependencies opened is told by their frames',
    reportOf([frame('/app/node_modules/lib/a.js', 'open')]),
    ['node_modules/lib/a.js#open'],
  ],
  [
    'what a hook opened is the same in every test',
    { ...LEAK, phase: 'beforeEach' },
    ['src/pool.ts#acquire', 'src/pool.test.ts#"beforeEach"'],
  ],
  [
    'what a file answers for goes by its functions',
    { ...LEAK, scope: { kind: 'file', name: 'this file' } },
    ['src/pool.ts#acquire', 'src/pool.test.ts'],
  ],
  ['nothing is known of what has no stack', reportOf([]), []],
])('%s', ([, report, createdAt]) => {
  expect(origin(report).createdAt).toEqual(createdAt);
});

test('where functions are named after what they call, that is said', () => {
  expect(origin(LEAK, false).createdAt).toEqual(['src/pool.ts at acquire', 'src/pool.test.ts#"opens"']);
});
