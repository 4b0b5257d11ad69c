import type { Expected, Verdict } from '../../harness/case.ts';

const verdict: Verdict = {
  exitCode: 1,
  passedTests: 2,
  failedTests: ['kept.test.ts > leaks', 'kept.test.ts > fails and leaves something open'],
  failedFiles: [],
};

export const expected: Expected = {
  situation: 'what a test has opened, leaked or not, can be collected when the test has ended',
  rows: [],
  verdicts: { vitest: verdict, jest: verdict },
};
