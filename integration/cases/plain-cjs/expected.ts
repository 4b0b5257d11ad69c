import type { Expected } from '../../harness/case.ts';

export const expected: Expected = {
  situation: 'a project of plain CommonJS modules, without any transform',
  rows: [2, 22],
  verdicts: {
    vitest: { exitCode: 1, passedTests: 1, failedTests: ['frame.vitest.test.mjs > leaks'], failedFiles: [] },
    jest: { exitCode: 1, passedTests: 1, failedTests: ['frame.jest.test.js > leaks'], failedFiles: [] },
  },
};
