import type { Expected } from '../../harness/case.ts';

export const expected: Expected = {
  situation: 'another copy of the detector speaks another protocol',
  rows: [24],
  verdicts: {
    // The copy comes with the file's own imports, so the file is judged, not the tests in it.
    vitest: { exitCode: 1, passedTests: 1, failedTests: [], failedFiles: ['leak.test.ts'] },
    jest: { exitCode: 1, passedTests: 1, failedTests: [], failedFiles: ['leak.test.ts'] },
  },
};
