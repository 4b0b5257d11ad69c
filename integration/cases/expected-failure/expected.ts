import type { Expected, Verdict } from '../../harness/case.ts';

const verdict: Verdict = {
  exitCode: 1,
  passedTests: 2,
  failedTests: [
    'expected-failure.test.ts > throws as expected, and leaks',
    'expected-failure.test.ts > leaks instead of throwing',
  ],
  failedFiles: [],
};

export const expected: Expected = {
  situation: 'a leak in a test that is expected to fail',
  rows: [18],
  verdicts: {
    vitest: {
      ...verdict,
      passedTests: 3,
      failedTests: [...verdict.failedTests, 'retry.vitest.test.ts > leaks in both tries'],
    },
    jest: verdict,
  },
};
