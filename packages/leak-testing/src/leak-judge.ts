import type { FormatOptions, LeakReport, LeakScope } from '@watertight/leak-detector';
import { type Allowance, toAllowance } from './allowed-leaks.ts';
import { Baseline } from './baseline.ts';
import type { Findings, FixedLeak, FoundMisuse, LeakSource, ScopeName, StaleAllowance } from './findings.ts';
import { type Origin, originOf } from './fingerprint.ts';
import type { ResolvedOptions } from './options.ts';
import type { Platform } from './platform.ts';
import type { JudgedLeak } from './verdict.ts';

/** What a judge goes by. */
export interface LeakJudgeSetup {
  readonly options: ResolvedOptions;
  readonly format: FormatOptions & { readonly root: string };
  readonly platform: Platform;
}

/** How a scope's own work ended, as its test runner sees it. */
export interface Outcome {
  /** It threw, timed out or skipped itself: its leaks are consequences. */
  readonly failedByItself: boolean;
}

/** Says of each leak of one test file whether it is held against its scope, and remembers what the report has to tell. */
export class LeakJudge {
  readonly #options: ResolvedOptions;
  readonly #format: FormatOptions;
  readonly #allowances: readonly Allowance[];
  readonly #baseline: Baseline;
  readonly #leaks: JudgedLeak[] = [];
  readonly #misuses: FoundMisuse[] = [];
  readonly #staleAllowances: StaleAllowance[] = [];
  #fixed: readonly FixedLeak[] = [];
  #source: LeakSource | undefined;

  /**
   * @throws BaselineError when the baseline cannot be used.
   * @throws OptionError when the environment asks for something unknown.
   */
  constructor({ options, format, platform }: LeakJudgeSetup) {
    this.#options = options;
    this.#format = format;
    this.#allowances = options.allowLeaks.map((entry) => toAllowance(entry, platform.today(), format));
    this.#baseline = new Baseline({ path: options.baselineFile, root: format.root, platform });
  }

  /** The test file is known, and its tests begin. Without this, there is no baseline. */
  beginRun(source: LeakSource): void {
    this.#source = source;
  }

  /** Everything so far. */
  get findings(): Findings {
    return { leaks: this.#leaks, misuses: this.#misuses, staleAllowances: this.#staleAllowances, fixed: this.#fixed };
  }

  /** Judges what a scope has left open. What comes of it is to be put down. */
  judge(reports: readonly LeakReport[], scope: LeakScope, { failedByItself }: Outcome): readonly JudgedLeak[] {
    if (!failedByItself) {
      this.#baseline.judged(scope);
    }
    if (reports.length === 0 && !failedByItself) {
      this.#staleAllowances.push(...scope.allowances.map((reason) => ({ reason, scope: nameOf(scope) })));
    }
    return reports.map((report) => this.#judgeOne(report, scope, failedByItself));
  }

  /** What is said of what nobody judges. It is to be put down. */
  ignore(reports: readonly LeakReport[]): readonly JudgedLeak[] {
    return reports.map((report) => {
      return { report, verdict: 'ignored', fingerprint: this.#originOf(report).fingerprint };
    });
  }

  /** Puts down leaks that were judged, and misuses, which nobody allows. */
  putDown({ leaks, misuses }: Pick<Findings, 'leaks' | 'misuses'>): void {
    this.#leaks.push(...leaks);
    this.#misuses.push(...misuses);
  }

  /**
   * The test file has ended: compares it with the baseline and, when the run is there for that, updates the baseline.
   *
   * @param testNames - the full names of all tests of the file, also of those that did not run.
   * @throws BaselineError when it cannot be written.
   */
  async endFile(testNames: readonly string[]): Promise<void> {
    if (this.#source !== undefined) {
      this.#fixed = this.#baseline.fixed(this.#source, new Set(testNames));
      await this.#baseline.update(this.#source, this.#fixed);
    }
  }

  /** A call inside the test is nearer than an entry of the options, and both say more than the baseline. */
  #judgeOne(report: LeakReport, scope: LeakScope, failedByItself: boolean): JudgedLeak {
    const origin = this.#originOf(report);
    const leak = { report, fingerprint: origin.fingerprint };
    const [called] = scope.allowances;
    if (called !== undefined) {
      return { ...leak, verdict: 'allowed', reason: called };
    }
    const unlessAllowed = failedByItself && !this.#options.judgeFailedTests ? 'afterFailure' : 'failed';
    const matching = this.#allowances.filter((allowance) => allowance.matches(report));
    const allowance = matching.find(({ isExpired }) => !isExpired) ?? matching[0];
    if (allowance !== undefined) {
      const { at, reason, until } = allowance.entry;
      return allowance.isExpired
        ? {
            ...leak,
            verdict: unlessAllowed,
            at,
            reason: `It was allowed until ${until} (${reason}), and that day has passed.`,
          }
        : { ...leak, verdict: 'allowed', at, reason };
    }
    if (unlessAllowed === 'failed' && this.#baseline.accepts(origin)) {
      this.#baseline.found(origin, report.resourceType, nameOf(scope));
      return { ...leak, verdict: 'known' };
    }
    return { ...leak, verdict: unlessAllowed };
  }

  #originOf(report: LeakReport): Origin {
    return originOf(report, this.#source?.file ?? '', this.#format);
  }
}

function nameOf({ kind, name }: LeakScope): ScopeName {
  return { kind, name };
}
