import type { Expected } from '../../harness/case.ts';

export const expected: Expected = {
  situation: 'released in the body, in a hook, in a fixture',
  rows: [1],
  verdicts: {
    vitest: { exitCode: 0, passedTests: 7, failedTests: [], failedFiles: [] },
    jest: { exitCode: 0, passedTests: 4, failedTests: [], failedFiles: [] },
  },
};
