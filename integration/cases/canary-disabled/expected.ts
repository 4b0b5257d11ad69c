import type { Expected, Verdict } from '../../harness/case.ts';

const verdict: Verdict = { exitCode: 1, passedTests: 0, failedTests: [], failedFiles: ['leak.test.ts'] };

export const expected: Expected = {
  situation: 'the environment switches the detector off',
  rows: [24],
  basedOn: 'one-leak',
  env: { WATERTIGHT_LEAK_DETECTION_LEVEL: 'disabled' },
  verdicts: {
    vitest: verdict,
    jest: verdict,
  },
};
