import type { Expected, Verdict } from '../../harness/case.ts';

const ways = [
  'a timer',
  'an interval',
  'a microtask',
  'an emitter',
  'a stream',
  'one of several promises',
  'the callback of a file',
  'an abort signal',
  'a socket',
  'a response',
];

const verdict: Verdict = {
  exitCode: 1,
  passedTests: 20,
  failedTests: [
    ...ways.map((way) => `concurrent.test.ts > leaks in ${way}`),
    'http.test.ts > gets an answer whose buffer the server keeps',
  ],
  failedFiles: ['outliving-work.test.ts', 'several-running.test.ts'],
};

export const expected: Expected = {
  situation: 'whose leak it is, when several tests run, when none does, and when work outlives its test',
  rows: [12, 13, 14],
  verdicts: {
    vitest: {
      ...verdict,
      passedTests: 22,
      failedTests: ['concurrent-hooks.vitest.test.ts > with hooks and a fixture > B leaks', ...verdict.failedTests],
    },
    jest: verdict,
  },
};
