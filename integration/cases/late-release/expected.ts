import type { Expected, Verdict } from '../../harness/case.ts';

const verdict: Verdict = {
  exitCode: 1,
  passedTests: 4,
  failedTests: ['late-release.test.ts > is released after its verdict'],
  failedFiles: [],
};

export const expected: Expected = {
  situation: 'the last release comes after the test: in time, or after the verdict',
  rows: [15, 16],
  verdicts: {
    vitest: verdict,
    jest: verdict,
  },
};
