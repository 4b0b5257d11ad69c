import type { Expected, Verdict } from '../../harness/case.ts';

const verdict: Verdict = {
  exitCode: 1,
  passedTests: 1,
  failedTests: [
    'shared-memory.test.ts > one retain too many',
    'shared-memory.test.ts > one retain too many in the function that creates and releases',
    'shared-memory.test.ts > a borrower that gave back, an owner that did not',
    'shared-memory.test.ts > a lost retainedSlice',
    'shared-memory.test.ts > a lost retainedDuplicate',
    'shared-memory.test.ts > two lost views of one memory',
  ],
  failedFiles: [],
};

export const expected: Expected = {
  situation: 'one retain too many, or a lost view: one report per memory',
  rows: [6],
  verdicts: {
    vitest: verdict,
    jest: verdict,
  },
};
