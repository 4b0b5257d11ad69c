import { rm } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createWorkFolder, installRunners } from '../harness/installation.ts';
import { RUNNERS } from '../harness/runner.ts';
import { tellingPoolsOf } from '../pools/pool.ts';
import { runPool } from '../pools/pool-verdict.ts';

const node = { nodeVersion: process.versions.node, nodeFile: process.execPath };

const TIMEOUT_MS = 300_000;

let workFolder = '';

beforeAll(async () => {
  workFolder = await createWorkFolder();
  await installRunners(RUNNERS, workFolder);
}, TIMEOUT_MS);

afterAll(() => rm(workFolder, { recursive: true, force: true }));

describe.each(RUNNERS)('$name finds the planted leaks and no others', (runner) => {
  test.each(tellingPoolsOf(runner))('in $name', { timeout: TIMEOUT_MS }, async (pool) => {
    const { actual, expected, text } = await runPool(pool, { runner, ...node }, workFolder);
    expect(actual, text).toEqual(expected);
  });
});
