import type { Expected, Verdict } from '../../harness/case.ts';

const verdict: Verdict = {
  exitCode: 1,
  passedTests: 2,
  failedTests: ['channel-server.test.ts > a request that a handler of the server drops'],
  failedFiles: [],
};

export const expected: Expected = {
  situation: 'dropped by a handler of a server over sockets that beforeAll started; the report is its route',
  rows: [13],
  verdicts: {
    vitest: verdict,
    jest: verdict,
  },
};
