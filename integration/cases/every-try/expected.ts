import type { Expected } from '../../harness/case.ts';

const sameLine = [
  'same-line.test.ts > leaks 1',
  'same-line.test.ts > leaks 2',
  'same-line.test.ts > block a > leaks, too',
  'same-line.test.ts > block b > leaks, too',
];

export const expected: Expected = {
  situation: 'the same line leaks in every test, repetition or try; tests that do not run do not leak',
  rows: [10, 19, 20],
  verdicts: {
    vitest: {
      exitCode: 1,
      passedTests: 6,
      failedTests: [
        'only.test.ts > leaks',
        'repeats.vitest.test.ts > leaks in all of three runs',
        'repeats.vitest.test.ts > leaks in the last two of three runs',
        'repeats.vitest.test.ts > leaks in the first of three runs',
        'retry.vitest.test.ts > leaks in every try',
        'retry.vitest.test.ts > fails in the first try, leaks in the others',
        'retry.vitest.test.ts > leaks in the first try, fails in the others',
        ...sameLine,
      ],
      failedFiles: [],
    },
    jest: {
      exitCode: 1,
      passedTests: 6,
      failedTests: [
        'done.jest.test.ts > leaks before it calls back',
        'only.test.ts > leaks',
        'retry.jest.test.ts > leaks in every try',
        'retry.jest.test.ts > fails in the first try, leaks in the others',
        'retry.jest.test.ts > leaks in the first try, fails in the others',
        ...sameLine,
      ],
      failedFiles: [],
    },
  },
};
