import type { Expected } from '../../harness/case.ts';

export const expected: Expected = {
  situation: 'a runner that the plugin does not support',
  rows: [25],
  basedOn: 'one-leak',
  verdicts: {
    'vitest-3': { exitCode: 1, passedTests: 0, failedTests: [], failedFiles: [] },
    vitest: { notExpressible: 'This Vitest is supported.' },
    jest: { exitCode: 1, passedTests: 0, failedTests: [], failedFiles: ['leak.test.ts'] },
  },
};
