import type { Expected, Verdict } from '../../harness/case.ts';

const verdict: Verdict = {
  exitCode: 1,
  passedTests: 0,
  failedTests: [
    'many.test.ts > in a loop',
    'many.test.ts > in a loop and besides',
    'many.test.ts > on more lines than anybody reads',
    'many.test.ts > two at once',
  ],
  failedFiles: [],
};

export const expected: Expected = {
  situation: 'leaks of one line are one error with a count, and of a long list the beginning is told',
  rows: [],
  verdicts: { vitest: verdict, jest: verdict },
};
