import { expect, test } from 'vitest';
import { normalise } from '../harness/normalise.ts';

const folders = { project: '/tmp/w-1/v/case', temporary: '/tmp/w-1/v/case.tmp', installation: '/tmp/w-1/v' };

function check([output, expected]: readonly [string, string]): void {
  expect(normalise(output, folders)).toBe(expected);
}

test.for<readonly [string, string]>([
  [' RUN  v5.1.1 /tmp/w-1/v/case', ' RUN  v<version> <project>'],
  ['written to /tmp/w-1/v/case.tmp/report.json', 'written to <temporary>/report.json'],
  ['at file:///tmp/w-1/v/node_modules/a/b.js:3:4', 'at file://<installation>/node_modules/a/b.js:<line>'],
  ['at ModuleJob.run (node:internal/esm/job:430:25)', 'at ModuleJob.run (node:internal/esm/job:<line>)'],
  ['   Start at  13:22:50', '   Start at <time>'],
  ['   Duration  1.20s (transform 3ms)', '   Duration <time>'],
  ['Time:        0.5 s, estimated 1 s', 'Time: <time>'],
  ['   × leaks 12ms', '   × leaks'],
  ['  ✕ leaks (12 ms)', '  ✕ leaks'],
  ['   ✓ leaks at first 12ms (retry x1)', '   ✓ leaks at first (retry x1)'],
  ['(node:4711) Warning: x', '(node:<pid>) Warning: x'],
  ['vitest.config.ts.timestamp-17953-f48.mjs', 'vitest.config.ts.timestamp-<time>.mjs'],
])('what differs from run to run is replaced: %s', check);

test.for<readonly [string, string]>([
  ['Error: Test timed out in 50ms', 'Error: Test timed out in 50ms'],
  ['thrown: "Exceeded timeout of 50 ms', 'thrown: "Exceeded timeout of 50 ms'],
  ['    created  encode  codec.ts:4:12', '    created  encode  codec.ts:4:12'],
  ['  ByteBuf #2 · 64 bytes · refCnt 1', '  ByteBuf #2 · 64 bytes · refCnt 1'],
])('what a user has to read stays: %s', check);
