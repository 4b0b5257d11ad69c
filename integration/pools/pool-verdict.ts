import { type Cell, type Run, runProject } from '../harness/project.ts';
import { failed, toVerdict } from '../harness/runner-report.ts';
import { INNOCENT_TESTS, PLANTED } from './planted.ts';
import type { Pool } from './pool.ts';

/** What comes of the suite in a pool. */
interface PoolVerdict {
  /** One for each run. */
  readonly exitCodes: readonly number[];
  readonly passedTests: number;
  /** The failed tests, with what each of their different errors comes to. */
  readonly failures: Readonly<Record<string, readonly string[]>>;
  /** Files that failed without a failing test in them. */
  readonly failedFiles: readonly string[];
}

/** A verdict, the one that it has to be, and what the runner printed. */
export interface PoolOutcome {
  readonly actual: PoolVerdict;
  readonly expected: PoolVerdict;
  readonly text: string;
}

/** Runs the suite in a pool. It is run once in a cell. */
export async function runPool(pool: Pool, cell: Cell, workFolder: string): Promise<PoolOutcome> {
  const sources = ['suite', ...(pool.layout === undefined ? [] : [`layouts/${pool.layout}`])];
  const runs: Run[] = [];
  for (const [index, args] of (pool.runs ?? [[]]).entries()) {
    const project = {
      name: `${pool.name.replaceAll(/\W+/g, '-')}-${index + 1}`,
      sources: sources.map((each) => new URL(`${each}/`, import.meta.url)),
      args,
      env: pool.env,
    };
    runs.push(await runProject(project, cell, workFolder));
  }
  const actual = toPoolVerdict(runs);
  return { actual, expected: expectedOf(pool, actual), text: runs.map(({ text }) => text).join('\n') };
}

function toPoolVerdict(runs: readonly Run[]): PoolVerdict {
  const verdicts = runs.map(({ exitCode, report }) => toVerdict(exitCode, report));
  const tests = runs.flatMap(({ report }) => report.flatMap((file) => file.tests));
  return {
    exitCodes: verdicts.map(({ exitCode }) => exitCode),
    passedTests: verdicts.reduce((total, { passedTests }) => total + passedTests, 0),
    failures: Object.fromEntries(
      // A test that is tried again says the same once more.
      tests.filter(failed).map(({ title, failureMessages }) => [title, [...new Set(failureMessages.map(abridge))]]),
    ),
    failedFiles: verdicts.flatMap(({ failedFiles }) => failedFiles),
  };
}

/** What sets the message of one leak apart: what was opened in which hook, whether it is held, where it was created. */
const TELLING = [
  /^LeakError: (.*?),? was not released by the end of this test\.\n/,
  / · (still referenced|unreachable|reachability unknown)\b/,
  /^ *created .*?(\S+:\d+):\d+$/m,
];

/** The telling parts of a leak's message, the whole message of any other error. */
function abridge(message: string): string {
  const parts = TELLING.map((pattern) => pattern.exec(message)?.[1]);
  return parts.includes(undefined) ? message : parts.join(', ');
}

/** Where the runner ends early, only what it has come to is compared; a planted leak has to be in it. */
function expectedOf({ runs, endsEarly, hasNoCollector }: Pool, actual: PoolVerdict): PoolVerdict {
  const exitCodes = (runs ?? [[]]).map(() => 1);
  const planted = hasNoCollector === true ? withoutCollector(PLANTED) : PLANTED;
  const found = Object.entries(planted).filter(([title]) => title in actual.failures);
  return endsEarly === true && found.length > 0
    ? { ...actual, exitCodes, failures: Object.fromEntries(found) }
    : { exitCodes, passedTests: INNOCENT_TESTS, failures: planted, failedFiles: [] };
}

/** The same verdicts, of which nobody knows who holds what. */
function withoutCollector(failures: typeof PLANTED): typeof PLANTED {
  return Object.fromEntries(
    Object.entries(failures).map(([title, leaks]) => {
      return [title, leaks.map((leak) => leak.replace(/unreachable|still referenced/, 'reachability unknown'))];
    }),
  );
}
