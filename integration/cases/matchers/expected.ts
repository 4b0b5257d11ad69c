import type { Expected, Verdict } from '../../harness/case.ts';

const verdict: Verdict = {
  exitCode: 1,
  passedTests: 2,
  failedTests: [
    'matchers.test.ts > expects a release that never came',
    'matchers.test.ts > expects no release, but it came',
    'matchers.test.ts > expects another count',
    'matchers.test.ts > expects something of what nobody counts',
  ],
  failedFiles: [],
};

export const expected: Expected = {
  situation: 'the matchers that the plugins add to expect',
  rows: [],
  verdicts: {
    vitest: verdict,
    jest: verdict,
  },
};
