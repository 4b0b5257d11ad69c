import type { Expected } from '../../harness/case.ts';

export const expected: Expected = {
  situation: 'an option with a typing error',
  rows: [25],
  basedOn: 'one-leak',
  verdicts: {
    vitest: { exitCode: 1, passedTests: 0, failedTests: [], failedFiles: [] },
    jest: { exitCode: 1, passedTests: 0, failedTests: [], failedFiles: ['leak.test.ts'] },
  },
};
