import type { Expected, Verdict } from '../../harness/case.ts';

const verdict: Verdict = { exitCode: 1, passedTests: 1, failedTests: ['leak.test.ts > leaks'], failedFiles: [] };

export const expected: Expected = {
  situation: 'the smallest project: one test leaks, one does not',
  rows: [2],
  verdicts: {
    vitest: verdict,
    jest: verdict,
  },
};
