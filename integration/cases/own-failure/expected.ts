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
  situation: 'a test that fails or skips itself half-way leaves its buffers open',
  rows: [17],
  verdicts: {
    vitest: verdict,
    jest: verdict,
  },
};
