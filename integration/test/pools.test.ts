import { beforeAll, describe, expect, inject, test } from 'vitest';
import { installRunnersOnce } from '../harness/installation.ts';
import { RUNNERS } from '../harness/runner.ts';
import { tellingPoolsOf } from '../pools/pool.ts';
import { runPool } from '../pools/pool-verdict.ts';

const node = { nodeVersion: process.versions.node, nodeFile: process.execPath };

const TIMEOUT_MS = 300_000;

const workFolder = inject('workFolder');

beforeAll(() => installRunnersOnce(workFolder), TIMEOUT_MS);

describe.each(RUNNERS)('$name finds the planted leaks and no others', (runner) => {
  test.each(tellingPoolsOf(runner))('in $name', { timeout: TIMEOUT_MS }, async (pool) => {
    const { actual, expected, text } = await runPool(pool, { runner, ...node }, workFolder);
    expect(actual, text).toEqual(expected);
  });
});
