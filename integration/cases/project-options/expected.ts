import type { Expected, Verdict } from '../../harness/case.ts';

const verdict: Verdict = { exitCode: 1, passedTests: 2, failedTests: [], failedFiles: ['strict.test.ts'] };

export const expected: Expected = {
  situation: 'two projects of one run, one of them with options of its own',
  rows: [5, 23],
  verdicts: {
    vitest: verdict,
    jest: verdict,
  },
};
