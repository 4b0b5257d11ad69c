import type { Expected, Verdict } from '../../harness/case.ts';

const verdict: Verdict = { exitCode: 1, passedTests: 3, failedTests: [], failedFiles: ['module-scope.test.ts'] };

export const expected: Expected = {
  situation: "opened while modules are evaluated, with moduleScope: 'fail'",
  rows: [5],
  basedOn: 'module-scope',
  verdicts: {
    vitest: verdict,
    jest: verdict,
  },
};
