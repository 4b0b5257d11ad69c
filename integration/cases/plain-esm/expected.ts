import type { Expected, Verdict } from '../../harness/case.ts';

const verdict: Verdict = { exitCode: 1, passedTests: 1, failedTests: ['frame.test.js > leaks'], failedFiles: [] };

export const expected: Expected = {
  situation: 'a project of plain ECMAScript modules, without any transform',
  rows: [2, 22],
  env: { NODE_OPTIONS: '--experimental-vm-modules' },
  verdicts: {
    vitest: verdict,
    jest: verdict,
  },
};
