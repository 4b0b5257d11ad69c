import type { Expected, Verdict } from '../../harness/case.ts';

const verdict: Verdict = {
  exitCode: 1,
  passedTests: 0,
  failedTests: [
    'garbage.test.ts > dropped at once',
    'garbage.test.ts > dropped after it was used',
    'garbage.test.ts > dropped with the objects that held it',
  ],
  failedFiles: [],
};

export const expected: Expected = {
  situation: 'already garbage when its test ends',
  rows: [9],
  verdicts: {
    vitest: verdict,
    jest: verdict,
  },
};
