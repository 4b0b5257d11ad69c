import type { Expected, Verdict } from '../../harness/case.ts';

const verdict: Verdict = {
  exitCode: 1,
  passedTests: 13,
  failedTests: [
    'intended.test.ts > allowLeaks > is said of one test only',
    'intended.test.ts > options > allow nothing any more when their last day has passed',
    'intended.test.ts > options for tests of another name allow nothing here',
    'intended.test.ts > expectLeaks > fails when there are none',
    'intended.test.ts > assertNoLeaks > fails with what the function leaves open',
  ],
  failedFiles: [],
};

export const expected: Expected = {
  situation: 'leaks that are said to be intended, in each of the ways there are',
  rows: [],
  verdicts: {
    vitest: verdict,
    jest: verdict,
  },
};
