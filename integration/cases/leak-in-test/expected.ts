import type { Expected, Verdict } from '../../harness/case.ts';

const verdict: Verdict = {
  exitCode: 1,
  passedTests: 1,
  failedTests: [
    'leak.test.ts > in the body',
    'leak.test.ts > after an await',
    'leak.test.ts > in a timer',
    'leak.test.ts > in a promise',
    'leak.test.ts > in a microtask',
    'leak.test.ts > in the callback of an emitter',
    'leak.test.ts > two of them',
    'leak.test.ts > in a function that the test calls',
  ],
  failedFiles: [],
};

export const expected: Expected = {
  situation: 'open at the end, wherever in the test it was opened',
  rows: [2],
  verdicts: {
    vitest: verdict,
    jest: verdict,
  },
};
