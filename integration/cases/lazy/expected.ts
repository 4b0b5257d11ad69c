import type { Expected, Verdict } from '../../harness/case.ts';

const verdict: Verdict = {
  exitCode: 1,
  passedTests: 3,
  failedTests: ['lazy.test.ts > uses the pool first', 'lazy.test.ts > loads a module with a constant'],
  failedFiles: [],
};

export const expected: Expected = {
  situation: 'created once, by whichever test comes first: a singleton, the constants of a module',
  rows: [2],
  verdicts: {
    vitest: verdict,
    jest: verdict,
  },
};
