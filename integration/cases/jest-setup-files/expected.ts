import type { Expected } from '../../harness/case.ts';

export const expected: Expected = {
  situation: 'the set-up listed in setupFiles instead of setupFilesAfterEnv',
  rows: [25],
  basedOn: 'one-leak',
  verdicts: {
    vitest: { notExpressible: 'Vitest has one list of set-up files.' },
    jest: { exitCode: 1, passedTests: 0, failedTests: [], failedFiles: ['leak.test.ts'] },
  },
};
