import type { Expected, Verdict } from '../../harness/case.ts';

const verdict: Verdict = { exitCode: 0, passedTests: 3, failedTests: [], failedFiles: [] };

export const expected: Expected = {
  situation: 'opened while modules are evaluated, which is allowed by default',
  rows: [5],
  verdicts: {
    vitest: verdict,
    jest: verdict,
  },
};
