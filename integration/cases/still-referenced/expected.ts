import type { Expected, Verdict } from '../../harness/case.ts';

const verdict: Verdict = {
  exitCode: 1,
  passedTests: 1,
  failedTests: [
    'still-referenced.test.ts > held in a map of the module',
    'still-referenced.test.ts > held in a closure',
    'still-referenced.test.ts > held by a pending timer',
  ],
  failedFiles: [],
};

export const expected: Expected = {
  situation: 'left open while somebody still holds it',
  rows: [8],
  verdicts: {
    vitest: verdict,
    jest: verdict,
  },
};
