import type { Expected } from '../../harness/case.ts';

export const expected: Expected = {
  situation: 'Jest configured by the preset',
  rows: [2],
  basedOn: 'one-leak',
  verdicts: {
    vitest: { notExpressible: 'Vitest has no presets.' },
    jest: { exitCode: 1, passedTests: 1, failedTests: ['leak.test.ts > leaks'], failedFiles: [] },
  },
};
