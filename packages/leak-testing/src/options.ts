import { isAbsolute, normalize } from 'node:path';
import { inspect } from 'node:util';
import { type AllowedLeaks, checkAllowedLeaks } from './allowed-leaks.ts';
import { OptionError } from './errors.ts';
import { checkOptions, isRecord, type OptionRule } from './option-check.ts';

/** What a user can say about how leaks are judged. */
export interface LeakTestingOptions {
  /**
   * How long after a test its last releases may come, in milliseconds: real time, whatever clocks the test fakes. Only a
   * test with something open waits, and only until nothing is open or nobody is left who could release it. Default: 100.
   */
  readonly settleTimeoutMs?: number;
  /** Whether the leaks of a test that failed or skipped itself are added to its failure. Default: false. */
  readonly judgeFailedTests?: boolean;
  /** What to do about resources that were opened while a test file's modules were evaluated. Default: `'ignore'`. */
  readonly moduleScope?: 'ignore' | 'fail';
  /** How many accesses to a resource's data are recorded with their stacks before the detector backs off. Default: 4. */
  readonly targetRecords?: number;
  /**
   * What is remembered of each resource: `'full'`, what the detector's level says; `'presence'`, no more than that it is open
   * and who created it, of those after the first thousand in a test ever more rarely: for suites that open very many.
   * Default: `'full'`.
   */
  readonly records?: 'full' | 'presence';
  /**
   * Whether the failure of a resource that is still referenced says what holds it. `'first'`: for the first one of a run, where
   * the heap takes less than 50 MB; `true`: for all. It takes a heap snapshot: 2 µs for each object in it, 1 to 2 s for
   * 50 MB. Default: `'first'`.
   */
  readonly retainingPath?: boolean | 'first';
  /** Leaks that are known and meant to be, each with its reason. Default: none. */
  readonly allowLeaks?: readonly AllowedLeaks[];
  /**
   * Where the leaks of a run are written, relative to the project's root; `false`: nowhere. Written only when something
   * leaks, removed when nothing does any more. Default: `'watertight-report.json'`.
   */
  readonly reportFile?: string | false;
  /**
   * The file of leaks that are known and fail nothing, relative to the project's root; `false`: none. Written only when
   * the environment says `WATERTIGHT_BASELINE=update`. Default: `'watertight-baseline.json'`.
   */
  readonly baselineFile?: string | false;
}

/** The options of a session, each with its value. */
export type ResolvedOptions = Required<LeakTestingOptions>;

const DEFAULTS: ResolvedOptions = Object.freeze({
  settleTimeoutMs: 100,
  judgeFailedTests: false,
  moduleScope: 'ignore',
  targetRecords: 4,
  records: 'full',
  retainingPath: 'first',
  allowLeaks: Object.freeze([]),
  reportFile: 'watertight-report.json',
  baselineFile: 'watertight-baseline.json',
});

/** What each option accepts, with the words for it. */
const RULES: { readonly [name in keyof ResolvedOptions]: OptionRule } = {
  settleTimeoutMs: [(value) => typeof value === 'number' && value >= 0 && value <= 60_000, 'a number from 0 to 60000'],
  judgeFailedTests: [(value) => typeof value === 'boolean', 'true or false'],
  moduleScope: [(value) => value === 'ignore' || value === 'fail', "'ignore' or 'fail'"],
  targetRecords: [(value) => Number.isSafeInteger(value) && Number(value) >= 0, 'a whole number from 0'],
  records: [(value) => value === 'full' || value === 'presence', "'full' or 'presence'"],
  retainingPath: [(value) => typeof value === 'boolean' || value === 'first', "true, false or 'first'"],
  allowLeaks: [Array.isArray, "a list: [{ at: 'src/pool.ts', reason: '…' }]"],
  reportFile: [isInsideRoot, "a path inside the project's root, or false"],
  baselineFile: [isInsideRoot, "a path inside the project's root, or false"],
};

/**
 * Checks what a user wrote and fills in the defaults. The environment comes before both: `WATERTIGHT_REPORT_FILE` is where
 * the report goes, of one of several shards for instance.
 *
 * @throws OptionError for a value of the wrong kind or an unknown option, whose nearest known one it names.
 */
export function resolveOptions(given: unknown = {}): ResolvedOptions {
  if (!isRecord(given)) {
    throw new OptionError(`The options of watertight: ${inspect(given)} (expected: an object)`);
  }
  const fromEnvironment = process.env.WATERTIGHT_REPORT_FILE ?? '';
  const set = Object.fromEntries(
    Object.entries({ ...given, ...(fromEnvironment !== '' && { reportFile: fromEnvironment }) }).filter(
      ([, value]) => value !== undefined,
    ),
  );
  checkOptions(set, RULES);
  const options: ResolvedOptions = { ...DEFAULTS, ...set };
  checkAllowedLeaks(options.allowLeaks);
  return options;
}

function isInsideRoot(value: unknown): boolean {
  if (typeof value !== 'string') {
    return value === false;
  }
  return value !== '' && !isAbsolute(value) && !normalize(value).startsWith('..') && normalize(value) !== '.';
}
