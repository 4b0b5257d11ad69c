import type { Expected, Verdict } from '../../harness/case.ts';

const verdict: Verdict = {
  exitCode: 1,
  passedTests: 3,
  failedTests: [
    'shared-server.test.ts > a request whose buffer the server keeps',
    'shared-server.test.ts > a timer of beforeAll that opens a buffer and keeps it',
  ],
  failedFiles: [],
};

export const expected: Expected = {
  situation: 'opened in a callback of what beforeAll started: a server, a timer',
  rows: [13],
  verdicts: {
    vitest: verdict,
    jest: verdict,
  },
};
