import type { Expected, Verdict } from '../../harness/case.ts';

const verdict: Verdict = { exitCode: 0, passedTests: 2, failedTests: [], failedFiles: [] };

export const expected: Expected = {
  situation: 'declared with using or await using',
  rows: [1],
  needsNode: {
    'jest-29': { major: 24, reason: "Jest 29's sandbox has no Symbol.dispose where Node gained it later." },
  },
  verdicts: {
    vitest: verdict,
    jest: verdict,
  },
};
