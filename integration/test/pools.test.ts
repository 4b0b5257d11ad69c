import { beforeAll, describe, expect, inject, test } from 'vitest';
import { installRunnersOnce } from '../harness/installation.ts';
import { runProject } from '../harness/project.ts';
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

test.each(
  RUNNERS.filter(({ name }) => name.startsWith('vitest')).flatMap((runner) =>
    ['threads', 'vmForks', 'vmThreads'].map((pool) => ({ pool, runner })),
  ),
)("$runner.name tells what holds a leak in a worker's heap, in $pool", { timeout: TIMEOUT_MS }, async (cell) => {
  const project = {
    name: `held-in-${cell.pool}`,
    sources: [new URL('../cases/still-referenced/', import.meta.url)],
    args: [`--pool=${cell.pool}`],
  };
  const { text } = await runProject(project, { runner: cell.runner, ...node }, workFolder);
  // Of a run's leaks, only the first is looked into.
  expect([...new Set(text.match(/held by {2}.*/g))]).toEqual([
    'held by  cache or read in still-referenced.test.ts → Map → "frame" → ByteBuf',
  ]);
});
