import type { Expected, Verdict } from '../../harness/case.ts';

const verdict: Verdict = {
  exitCode: 1,
  passedTests: 1,
  failedTests: [
    'misuse.test.ts > releases twice',
    'misuse.test.ts > reads after the release',
    'misuse.test.ts > writes through a view after the release',
  ],
  failedFiles: [],
};

export const expected: Expected = {
  situation: 'buffers that are used after their release: each failure names the releasing and the creating line',
  rows: [],
  verdicts: {
    vitest: verdict,
    jest: verdict,
  },
};
