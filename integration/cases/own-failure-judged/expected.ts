import type { Expected, Verdict } from '../../harness/case.ts';

const verdict: Verdict = {
  exitCode: 1,
  passedTests: 1,
  failedTests: [
    'own-failure.test.ts > throws half-way',
    'own-failure.test.ts > fails an assertion half-way',
    'own-failure.test.ts > times out half-way',
  ],
  failedFiles: [],
};

export const expected: Expected = {
  situation: 'the same with judgeFailedTests: the leaks are added to the failure',
  rows: [17],
  basedOn: 'own-failure',
  verdicts: {
    // Jest has no way to skip a test that runs.
    vitest: { ...verdict, failedTests: [...verdict.failedTests, 'skip.vitest.test.ts > skips itself half-way'] },
    jest: verdict,
  },
};
