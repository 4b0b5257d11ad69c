import type { Runner } from '../harness/runner.ts';

/** A way to run the suite: a pool of workers, an environment, a layout of projects, a choice of tests. */
export interface Pool {
  readonly name: string;
  readonly runners: readonly Runner['name'][];
  /** A folder of `layouts`, whose files are laid over the suite. */
  readonly layout?: string;
  /** Arguments of each run; the runs share the suite among them. One run without any when left out. */
  readonly runs?: readonly (readonly string[])[];
  readonly env?: Readonly<Record<string, string>>;
  /** Whether the runner ends at a failure: it has to find planted leaks only, but not all of them. */
  readonly endsEarly?: boolean;
  /** Whether nobody can say there who still holds a leak. */
  readonly hasNoCollector?: boolean;
  /** The runners with which it is the one that differs most from others. */
  readonly telling?: readonly Runner['name'][];
}

/** All ways to run the suite with `runner`. */
export function poolsOf({ name }: Runner): readonly Pool[] {
  return POOLS.filter(({ runners }) => runners.includes(name));
}

/** The few of them that tell most: `npm test` runs these, and the matrix on other versions of Node. */
export function tellingPoolsOf({ name }: Runner): readonly Pool[] {
  return POOLS.filter(({ telling = [] }) => telling.includes(name));
}

const VITEST = ['vitest-4', 'vitest-5'] as const;
const JEST = ['jest-29', 'jest-30'] as const;

/** Two workers for six files: some share one, some do not. */
const TWO_WORKERS = ['--fileParallelism', '--maxWorkers=2'];

const POOLS: readonly Pool[] = [
  ...['forks', 'threads', 'vmForks', 'vmThreads'].map(
    (pool): Pool => ({
      name: pool,
      runners: VITEST,
      runs: [[...TWO_WORKERS, `--pool=${pool}`]],
      telling: pool === 'vmThreads' ? ['vitest-5'] : [],
    }),
  ),
  // The pools of vm contexts always isolate.
  ...['forks', 'threads'].map(
    (pool): Pool => ({
      name: `${pool}, not isolated`,
      runners: VITEST,
      runs: [[...TWO_WORKERS, `--pool=${pool}`, '--no-isolate']],
      telling: pool === 'threads' ? ['vitest-4'] : [],
    }),
  ),
  { name: 'happy-dom', runners: VITEST, runs: [['--environment=happy-dom']] },
  { name: 'happy-dom in vmThreads', runners: VITEST, runs: [['--environment=happy-dom', '--pool=vmThreads']] },
  { name: 'jsdom', runners: VITEST, runs: [['--environment=jsdom']] },
  { name: 'inline projects', runners: VITEST, layout: 'inline', telling: VITEST },
  { name: 'inline projects that extend', runners: VITEST, layout: 'inline-extends' },
  { name: 'projects in folders', runners: VITEST, layout: 'folders' },
  { name: 'shards', runners: VITEST, runs: [['--shard=1/2'], ['--shard=2/2']] },
  { name: 'shuffle', runners: VITEST, runs: [['--sequence.shuffle', '--sequence.seed=7']] },
  { name: 'bail', runners: VITEST, runs: [['--bail=1']], endsEarly: true },
  { name: 'retry', runners: VITEST, runs: [['--retry=1']] },
  {
    name: 'no collector',
    runners: VITEST,
    layout: 'no-collector',
    env: { NODE_OPTIONS: '--require ./no-collector.cjs' },
    hasNoCollector: true,
  },

  { name: 'runInBand', runners: JEST, runs: [['--runInBand']], telling: ['jest-29'] },
  { name: 'workers', runners: JEST, runs: [['--maxWorkers=2']] },
  { name: 'workerThreads', runners: JEST, runs: [['--maxWorkers=2', '--workerThreads']], telling: ['jest-30'] },
  { name: 'native ESM', runners: JEST, layout: 'native-esm', env: { NODE_OPTIONS: '--experimental-vm-modules' } },
  { name: 'jsdom', runners: JEST, runs: [['--env=jsdom']] },
  { name: 'projects', runners: JEST, layout: 'jest-projects' },
  { name: 'shards', runners: JEST, runs: [['--shard=1/2'], ['--shard=2/2']] },
  { name: 'shuffle', runners: JEST, runs: [['--randomize', '--seed=7']] },
  {
    name: 'bail',
    runners: JEST,
    layout: 'jest-bail',
    runs: [['--bail', '--reporters=default', '--reporters=<rootDir>/bail-report.cjs']],
    endsEarly: true,
  },
  { name: 'retry', runners: JEST, layout: 'jest-retries' },
  {
    name: 'no collector',
    runners: JEST,
    layout: 'no-collector',
    env: { NODE_OPTIONS: '--require ./no-collector.cjs' },
    hasNoCollector: true,
  },
];
