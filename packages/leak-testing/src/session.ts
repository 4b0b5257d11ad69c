import {
  type FormatOptions,
  type LeakDetector,
  type LeakReport,
  type LeakScope,
  leakDetector,
} from '@watertight/leak-detector';
import { type Allowance, toAllowance } from './allowed-leaks.ts';
import { detectorOff, raiseLevel } from './canary.ts';
import type { DetectorOffError, LeakError, ReportFileError } from './errors.ts';
import type { ResolvedOptions } from './options.ts';
import { placementPolicy } from './placement.ts';
import { nodePlatform, type Platform } from './platform.ts';
import { ReportFile, type ReportFileSetup } from './report-file.ts';
import { reportsOf } from './settle.ts';
import { type JudgedLeak, judge } from './verdict.ts';

/** What a session is made of. */
export interface SessionSetup {
  readonly options: ResolvedOptions;
  /** The project's root: paths in messages are relative to it. */
  readonly root: string;
  /** Whether stacks name functions as they are called, not as a transform's source map has it. */
  readonly functionNames: boolean;
  /** The `import.meta.url` of the runner's plugin, whose frames are cut from reports. */
  readonly pluginUrl: string;
  /** What the report file has to know; asked when the run begins. Without it nothing is written. */
  readonly reporting?: () => Pick<ReportFileSetup, 'runId' | 'source'>;
  readonly platform?: Platform;
  readonly detector?: LeakDetector;
}

/** What is said of one scope when it has ended. */
export interface Judgement {
  /** One for each leak that fails the test, the block or the file; for a file also what makes its verdict worthless. */
  readonly errors: readonly (LeakError | DetectorOffError | ReportFileError)[];
  /** Every leak, also one that is not held against anybody. */
  readonly leaks: readonly JudgedLeak[];
}

/** An allowance that allowed nothing: it can go. */
export interface StaleAllowance {
  readonly reason: string;
  /** Of an entry of the option `allowLeaks`: its glob. Another file may yet need it. */
  readonly at?: string;
  /** Of a call of `allowLeaks()`: the name of the test or block that it was called in. */
  readonly scope?: string;
}

/** How a scope's own work ended, as its test runner sees it. */
export interface Outcome {
  /** It threw, timed out or skipped itself: its leaks are consequences. */
  readonly failedByItself: boolean;
}

/**
 * One test file under leak detection, whatever its runner: gives out scopes for tests and blocks, and judges each when it
 * has ended.
 *
 * Invariant: a scope is judged once, after all of its own teardown, and closed whatever happens: its leaks are never
 * blamed on the next test.
 */
export class LeakSession {
  readonly #detector: LeakDetector;
  readonly #options: ResolvedOptions;
  readonly #platform: Platform;
  readonly #format: FormatOptions;
  readonly #allowances: readonly Allowance[];
  readonly #used = new Set<Allowance>();
  readonly #staleCalls: StaleAllowance[] = [];
  readonly #running = new Set<LeakScope>();
  readonly #file: LeakScope;
  readonly #module: LeakScope;
  readonly #setup: SessionSetup;
  #evaluating = true;
  #report: ReportFile | undefined;

  /**
   * Call it before the test file is evaluated.
   *
   * @throws DetectorOffError when leaks would go unseen.
   * @throws OptionError when the environment names an unknown level.
   */
  constructor(setup: SessionSetup) {
    const { options, pluginUrl, platform = nodePlatform, detector = leakDetector } = setup;
    this.#setup = setup;
    this.#options = options;
    this.#format = { root: setup.root, functionNames: setup.functionNames };
    this.#platform = platform;
    this.#allowances = options.allowLeaks.map((entry) => toAllowance(entry, platform.today(), this.#format));
    this.#detector = detector;
    detector.hideFramesOf(pluginUrl);
    raiseLevel(detector);
    detector.setTargetRecords(options.targetRecords);
    detector.setPlacementPolicy(undefined);
    const offError = detectorOff(detector);
    if (offError !== undefined) {
      throw offError;
    }
    this.#file = detector.openScope('this file', 'file', { format: this.#format });
    this.#module = detector.openScope('module evaluation', 'module', { parent: this.#file });
    detector.setPlacementPolicy(
      placementPolicy({
        file: this.#file,
        module: this.#module,
        running: this.#running,
        evaluating: () => this.#evaluating,
      }),
    );
  }

  /** The file's modules are evaluated; its hooks and tests begin. */
  beginRun(): void {
    this.#evaluating = false;
    const { reporting, root } = this.#setup;
    const path = this.#options.reportFile;
    if (reporting !== undefined && path !== false) {
      this.#report = new ReportFile({ ...reporting(), path, root, platform: this.#platform });
    }
  }

  /** A test, or one try of it, begins. `name` is its full name. */
  beginTest(name: string): LeakScope {
    const scope = this.#detector.openScope(name, 'test', { parent: this.#file });
    this.#running.add(scope);
    return scope;
  }

  /** A describe block begins. */
  beginBlock(name: string): LeakScope {
    return this.#detector.openScope(name, 'block', { parent: this.#file });
  }

  /** Judges a test after its body, its hooks and its fixtures have ended. */
  async endTest(scope: LeakScope, outcome: Outcome): Promise<Judgement> {
    try {
      return this.#judgement(await this.#leaksOf(scope, outcome), 'this test');
    } finally {
      this.#running.delete(scope);
      scope.close();
    }
  }

  /** Judges a describe block after its `afterAll` hooks. */
  async endBlock(scope: LeakScope, outcome: Outcome): Promise<Judgement> {
    try {
      return this.#judgement(await this.#leaksOf(scope, outcome), `describe block "${scope.name}"`);
    } finally {
      scope.close();
    }
  }

  /** Judges the file: what its modules and its own hooks opened, what no test could be blamed for, and the detector. */
  async endFile(hooks: LeakScope, outcome: Outcome): Promise<Judgement> {
    try {
      const ofModules = this.#options.moduleScope === 'fail' ? await this.#leaksOf(this.#module, outcome) : [];
      const ofHooks = await this.#leaksOf(hooks, outcome);
      const leaks = [...ofHooks, ...(await this.#leaksOf(this.#file, outcome)), ...ofModules];
      const { errors } = this.#judgement(leaks, 'this file');
      const ofFile = [detectorOff(this.#detector), await this.#report?.merge()];
      return { errors: [...ofFile.filter((error) => error !== undefined), ...errors], leaks };
    } finally {
      hooks.close();
      this.#file.close();
      this.#module.close();
    }
  }

  /** The allowances of this file that have allowed nothing so far. */
  get staleAllowances(): readonly StaleAllowance[] {
    const unused = this.#allowances.filter((allowance) => !this.#used.has(allowance));
    return [...unused.map(({ entry: { at, reason } }) => ({ reason, at })), ...this.#staleCalls];
  }

  #judgement(leaks: readonly JudgedLeak[], subject: string): Judgement {
    this.#report?.append(leaks);
    return { errors: judge(leaks, { ...this.#format, subject }), leaks };
  }

  async #leaksOf(scope: LeakScope, { failedByItself }: Outcome): Promise<readonly JudgedLeak[]> {
    const reports = await reportsOf(scope, this.#options.settleTimeoutMs, this.#platform);
    if (reports.length === 0 && !failedByItself) {
      this.#staleCalls.push(...scope.allowances.map((reason) => ({ reason, scope: scope.name })));
    }
    const unlessAllowed = failedByItself && !this.#options.judgeFailedTests ? 'afterFailure' : 'failed';
    return reports.map((report) => this.#verdictOn(report, scope, unlessAllowed));
  }

  /** A call inside the test is nearer than an entry of the options, and an entry that holds than one that has expired. */
  #verdictOn(report: LeakReport, scope: LeakScope, unlessAllowed: 'failed' | 'afterFailure'): JudgedLeak {
    const [called] = scope.allowances;
    if (called !== undefined) {
      return { report, verdict: 'allowed', reason: called };
    }
    const matching = this.#allowances.filter((allowance) => allowance.matches(report));
    const allowance = matching.find(({ isExpired }) => !isExpired) ?? matching[0];
    if (allowance === undefined) {
      return { report, verdict: unlessAllowed };
    }
    this.#used.add(allowance);
    const { reason, until } = allowance.entry;
    return allowance.isExpired
      ? {
          report,
          verdict: unlessAllowed,
          reason: `It was allowed until ${until} (${reason}), and that day has passed.`,
        }
      : { report, verdict: 'allowed', reason };
  }
}
