import type { Expected, Verdict } from '../../harness/case.ts';

const vitest: Verdict = {
  exitCode: 1,
  passedTests: 11,
  failedTests: ['nested-hooks.test.ts > outer > inner > gets what the inner beforeEach leaves open'],
  failedFiles: ['blocks.test.ts', 'failing-hook.test.ts', 'file.test.ts'],
};

export const expected: Expected = {
  situation: 'opened in beforeAll or afterAll and left open: the block or the file fails, its tests do not',
  rows: [4, 17],
  verdicts: {
    vitest,
    // Jest lets the tests of a block fail with its beforeAll.
    jest: {
      ...vitest,
      failedTests: [
        'failing-hook.test.ts > with a beforeAll that fails half-way > does not run',
        ...vitest.failedTests,
      ],
      failedFiles: ['blocks.test.ts', 'file.test.ts'],
    },
  },
};
