import type { Expected } from '../../harness/case.ts';

export const expected: Expected = {
  situation: 'opened by a hook or a fixture, and left open',
  rows: [3],
  verdicts: {
    vitest: {
      exitCode: 1,
      passedTests: 2,
      failedTests: [
        'hook.test.ts > with a leak in beforeEach > a clean body',
        'hook.test.ts > with a leak in afterEach > a clean body',
        'teardown.vitest.test.ts > with a leak in onTestFinished',
        "teardown.vitest.test.ts > with a leak in a fixture's set-up",
        "teardown.vitest.test.ts > with a leak in a fixture's teardown",
      ],
      failedFiles: [],
    },
    jest: {
      exitCode: 1,
      passedTests: 1,
      failedTests: [
        'hook.test.ts > with a leak in beforeEach > a clean body',
        'hook.test.ts > with a leak in afterEach > a clean body',
      ],
      failedFiles: [],
    },
  },
};
