import type { Expected, Verdict } from '../../harness/case.ts';

const verdict: Verdict = {
  exitCode: 1,
  passedTests: 2,
  failedTests: [
    'every-kind.test.ts > a heap buffer',
    'every-kind.test.ts > a direct buffer',
    'every-kind.test.ts > a wrapped buffer',
    'every-kind.test.ts > a copied buffer',
    'every-kind.test.ts > a composite of two',
    'every-kind.test.ts > a resource that is no buffer',
  ],
  failedFiles: [],
};

export const expected: Expected = {
  situation: 'every kind of buffer, and what is no buffer',
  rows: [7],
  verdicts: {
    vitest: verdict,
    jest: verdict,
  },
};
