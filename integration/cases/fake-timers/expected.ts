import type { Expected } from '../../harness/case.ts';

export const expected: Expected = {
  situation: 'fake timers left on by the test',
  rows: [21],
  // The fake timer holds the buffer, and so may what the test has left behind.
  holdersVary: true,
  verdicts: {
    vitest: {
      exitCode: 1,
      passedTests: 2,
      failedTests: [
        'fake-timers.vitest.test.ts > leaks and leaves fake timers on',
        'fake-timers.vitest.test.ts > leaks what a fake timer would have released',
      ],
      failedFiles: [],
    },
    jest: {
      exitCode: 1,
      passedTests: 2,
      failedTests: [
        'fake-timers.jest.test.ts > leaks and leaves fake timers on',
        'fake-timers.jest.test.ts > leaks what a fake timer would have released',
      ],
      failedFiles: [],
    },
  },
};
