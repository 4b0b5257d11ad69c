import { inspect } from 'node:util';
import { closest } from 'fastest-levenshtein';
import { OptionError } from './errors.ts';

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
}

/** The options of a session, each with its value. */
export type ResolvedOptions = Required<LeakTestingOptions>;

const DEFAULTS: ResolvedOptions = Object.freeze({
  settleTimeoutMs: 100,
  judgeFailedTests: false,
  moduleScope: 'ignore',
  targetRecords: 4,
});

/** What each option accepts, with the words for it. */
const ACCEPTS: { readonly [name in keyof ResolvedOptions]: readonly [(value: unknown) => boolean, string] } = {
  settleTimeoutMs: [(value) => typeof value === 'number' && value >= 0 && value <= 60_000, 'a number from 0 to 60000'],
  judgeFailedTests: [(value) => typeof value === 'boolean', 'true or false'],
  moduleScope: [(value) => value === 'ignore' || value === 'fail', "'ignore' or 'fail'"],
  targetRecords: [(value) => Number.isSafeInteger(value) && Number(value) >= 0, 'a whole number from 0'],
};

/**
 * Checks what a user wrote and fills in the defaults.
 *
 * @throws OptionError for a value of the wrong kind or an unknown option, whose nearest known one it names.
 */
export function resolveOptions(given: unknown = {}): ResolvedOptions {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    throw new OptionError(`The options of watertight: ${inspect(given)} (expected: an object)`);
  }
  const set = Object.entries(given).filter(([, value]) => value !== undefined);
  for (const [name, value] of set) {
    if (!isOption(name)) {
      const known = Object.keys(ACCEPTS);
      throw new OptionError(
        `Unknown option of watertight: ${name}. Did you mean ${closest(name, known)}? Known options: ${known.join(', ')}.`,
      );
    }
    const [accepts, expected] = ACCEPTS[name];
    if (!accepts(value)) {
      throw new OptionError(`Option ${name} of watertight: ${inspect(value)} (expected: ${expected})`);
    }
  }
  return { ...DEFAULTS, ...Object.fromEntries(set) };
}

function isOption(name: string): name is keyof ResolvedOptions {
  return Object.hasOwn(ACCEPTS, name);
}
