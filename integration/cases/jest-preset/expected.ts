import type { Expected } from '../../harness/case.ts';

export const expected: Expected = {
  situation: 'Jest configured by the preset, whose reporter sums up the run',
  rows: [2],
  basedOn: 'one-leak',
  verdicts: {
    vitest: { notExpressible: 'Vitest has no presets.' },
    jest: { exitCode: 1, passedTests: 2, failedTests: ['leak.test.ts > leaks'], failedFiles: [] },
  },
};
