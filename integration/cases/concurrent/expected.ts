import type { Expected, Verdict } from '../../harness/case.ts';

const verdict: Verdict = {
  exitCode: 1,
  passedTests: 2,
  failedTests: ['concurrent.test.ts > A leaks'],
  failedFiles: [],
};

export const expected: Expected = {
  situation: 'concurrent tests, of which one leaks',
  rows: [12],
  verdicts: {
    vitest: verdict,
    jest: verdict,
  },
};
