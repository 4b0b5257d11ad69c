import type { Expected } from '../../harness/case.ts';

export const expected: Expected = {
  situation: 'a file-scoped fixture that two files of one worker share: each file answers for its own',
  rows: [4, 23],
  verdicts: {
    vitest: { exitCode: 1, passedTests: 4, failedTests: [], failedFiles: ['first.test.ts', 'second.test.ts'] },
    jest: { notExpressible: 'Jest has no fixtures.' },
  },
};
