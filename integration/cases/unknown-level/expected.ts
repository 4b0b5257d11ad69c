import type { Expected, Verdict } from '../../harness/case.ts';

const verdict: Verdict = { exitCode: 1, passedTests: 0, failedTests: [], failedFiles: ['leak.test.ts'] };

export const expected: Expected = {
  situation: 'a level that does not exist in the environment',
  rows: [24, 25],
  basedOn: 'one-leak',
  env: { WATERTIGHT_LEAK_DETECTION_LEVEL: 'paranoic' },
  verdicts: {
    vitest: verdict,
    jest: verdict,
  },
};
