import type { Expected, Verdict } from '../../harness/case.ts';

const verdict: Verdict = {
  exitCode: 1,
  passedTests: 1,
  failedTests: ['one-of-many.test.ts > writes all frames but one'],
  failedFiles: [],
};

export const expected: Expected = {
  situation: 'one of twenty from one line is forgotten: the failure says where the others were released',
  rows: [2],
  verdicts: {
    vitest: verdict,
    jest: verdict,
  },
};
