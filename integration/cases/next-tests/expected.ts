import type { Expected, Verdict } from '../../harness/case.ts';

const verdict: Verdict = {
  exitCode: 1,
  passedTests: 3,
  failedTests: ['1-leaks-first.test.ts > leaks'],
  failedFiles: [],
};

export const expected: Expected = {
  situation: 'a leaking test, followed by clean ones in its file and in the next',
  rows: [11],
  verdicts: {
    vitest: verdict,
    jest: verdict,
  },
};
