import type { Cell } from '../harness/project.ts';
import { PLANTED } from '../pools/planted.ts';
import type { Pool } from '../pools/pool.ts';
import { runPool } from '../pools/pool-verdict.ts';
import { compare, type Entry } from './entry.ts';

/** What the suite comes to in a pool. */
export interface PoolEntry extends Entry {
  /** Planted leaks that had to be found. */
  readonly planted: number;
  /** Those that were. */
  readonly caught: number;
  /** Other tests that failed. */
  readonly blamed: number;
}

/** Runs the suite in a pool. */
export async function judgePool(pool: Pool, cell: Cell, workFolder: string): Promise<PoolEntry> {
  const { runner, nodeVersion } = cell;
  const { actual, expected, text } = await runPool(pool, cell, workFolder);
  const failedTests = Object.keys(actual.failures);
  return {
    ...compare(`${runner.name}, ${pool.name}`, nodeVersion, actual, expected, text),
    planted: Object.keys(expected.failures).length,
    caught: failedTests.filter((title) => title in expected.failures).length,
    blamed: failedTests.filter((title) => !(title in PLANTED)).length,
  };
}

/** All pools in a line. */
export function poolTotalsOf(entries: readonly PoolEntry[]): string {
  const sum = (of: 'planted' | 'caught' | 'blamed'): number => entries.reduce((total, entry) => total + entry[of], 0);
  const suits = entries.filter(({ mark }) => mark === 'ok').length;
  return (
    `${entries.length} pools: ${suits} as expected, ${entries.length - suits} different; ` +
    `${sum('caught')} of ${sum('planted')} planted leaks caught, ${sum('blamed')} innocent tests failed`
  );
}
