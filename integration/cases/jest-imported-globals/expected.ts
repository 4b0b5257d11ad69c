import type { Expected } from '../../harness/case.ts';

export const expected: Expected = {
  situation: 'Jest without injected globals',
  rows: [2],
  verdicts: {
    vitest: { notExpressible: 'Vitest injects nothing by default; the matchers are tested both ways by other cases.' },
    jest: { exitCode: 1, passedTests: 1, failedTests: ['imported.jest.test.ts > leaks'], failedFiles: [] },
  },
};
