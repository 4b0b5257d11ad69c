import type { Expected, Verdict } from '../../harness/case.ts';

const verdict: Verdict = { exitCode: 0, passedTests: 2, failedTests: [], failedFiles: [] };

export const expected: Expected = {
  situation: 'declared with using or await using',
  rows: [1],
  verdicts: {
    vitest: verdict,
    jest: verdict,
  },
};
