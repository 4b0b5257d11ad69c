import {
  type FormatOptions,
  formatPath,
  type LeakDetector,
  type LeakScope,
  leakDetector,
  toReport,
} from '@watertight/leak-detector';
import { deepenStacks, detectorOff, raiseLevel } from './canary.ts';
import {
  BaselineError,
  type DetectorOffError,
  type LeakError,
  type MisuseError,
  type ReportFileError,
} from './errors.ts';
import type { Findings, LeakSource } from './findings.ts';
import { Holders } from './holders.ts';
import { LeakJudge, type Outcome } from './leak-judge.ts';
import type { ResolvedOptions } from './options.ts';
import { placementPolicy } from './placement.ts';
import { nodePlatform, type Platform } from './platform.ts';
import { ReportPart } from './report-part.ts';
import { reportsOf } from './settle.ts';
import { type JudgedLeak, judge, judgeMisuses } from './verdict.ts';

/** What a session is made of. */
export interface SessionSetup {
  readonly options: ResolvedOptions;
  /** The project's root: paths in messages are relative to it. */
  readonly root: string;
  /** Whether stacks name functions as they are called, not as a transform's source map has it. */
  readonly functionNames: boolean;
  /** The `import.meta.url` of the runner's plugin, whose frames are cut from reports. */
  readonly pluginUrl: string;
  /** What the report and the baseline have to know; asked when the run begins. Without it nothing is written. */
  readonly reporting?: () => Reporting;
  readonly platform?: Platform;
  readonly detector?: LeakDetector;
}

/** Whose findings these are. */
export interface Reporting {
  /** The same for all workers of a run, another one for every run. */
  readonly runId: string;
  readonly source: LeakSource;
  /** Whether {@link summariseRun} is called when the run has ended. */
  readonly isSummarised: boolean;
}

/** What is said of one scope when it has ended. */
export interface Judgement {
  /** One for each leak or misuse that fails the test, the block or the file; for a file also what makes its verdict worthless. */
  readonly errors: readonly (LeakError | MisuseError | DetectorOffError | ReportFileError | BaselineError)[];
  /** Every leak, also one that is not held against anybody. */
  readonly leaks: readonly JudgedLeak[];
}

/** How a test file ended. */
export interface FileOutcome extends Outcome {
  /** The full names of all its tests, also of those that did not run. */
  readonly testNames: readonly string[];
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
  readonly #format: FormatOptions & { readonly root: string };
  readonly #judge: LeakJudge;
  readonly #running = new Set<LeakScope>();
  readonly #file: LeakScope;
  readonly #module: LeakScope;
  readonly #askReporting: (() => Reporting) | undefined;
  readonly #holders: Holders;
  #evaluating = true;
  #report: ReportPart | undefined;

  /**
   * Call it before the test file is evaluated.
   *
   * @throws DetectorOffError when leaks would go unseen.
   * @throws OptionError when the environment asks for something unknown.
   * @throws BaselineError when the file of known leaks is damaged.
   */
  constructor(setup: SessionSetup) {
    const { options, pluginUrl, platform = nodePlatform, detector = leakDetector } = setup;
    this.#askReporting = setup.reporting;
    this.#options = options;
    this.#format = { root: setup.root, functionNames: setup.functionNames };
    this.#platform = platform;
    this.#judge = new LeakJudge({ options, format: this.#format, platform });
    this.#detector = detector;
    detector.hideFramesOf(pluginUrl);
    this.#holders = new Holders({
      when: options.retainingPath,
      platform,
      wording: { ...this.#format, hiddenFolders: detector.hiddenFolders },
      isToldOf: async () => this.#report?.tellsOfHolders() ?? false,
    });
    raiseLevel(detector);
    deepenStacks(detector);
    detector.setTargetRecords(options.targetRecords);
    detector.setRecords(options.records);
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
    const { root } = this.#format;
    const reporting = this.#askReporting?.();
    if (reporting === undefined) {
      return;
    }
    const source = { ...reporting.source, file: formatPath(reporting.source.file, root) };
    this.#judge.beginRun(source);
    const { reportFile: path } = this.#options;
    if (path !== false) {
      const { runId, isSummarised } = reporting;
      this.#report = new ReportPart({
        runId,
        source,
        path,
        root,
        platform: this.#platform,
        isMergedAtEnd: isSummarised,
      });
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
      return this.#judgement(await this.#leaksOf(scope, outcome), [scope], 'this test');
    } finally {
      this.#running.delete(scope);
      scope.close();
    }
  }

  /** Judges a describe block after its `afterAll` hooks. */
  async endBlock(scope: LeakScope, outcome: Outcome): Promise<Judgement> {
    try {
      return this.#judgement(await this.#leaksOf(scope, outcome), [scope], `describe block "${scope.name}"`);
    } finally {
      scope.close();
    }
  }

  /** Judges the file: what its modules and its own hooks opened, what no test could be blamed for, and the detector. */
  async endFile(hooks: LeakScope, outcome: FileOutcome): Promise<Judgement> {
    try {
      const ofModules = await this.#leaksOfModules(outcome);
      const ofHooks = await this.#leaksOf(hooks, outcome);
      const leaks = [...ofHooks, ...(await this.#leaksOf(this.#file, outcome)), ...ofModules];
      const { errors } = this.#judgement(leaks, [hooks, this.#file, this.#module], 'this file');
      const ofFile = [detectorOff(this.#detector), await this.#compareWithBaseline(outcome), await this.#endReport()];
      return { errors: [...ofFile.filter((error) => error !== undefined), ...errors], leaks };
    } finally {
      hooks.close();
      this.#file.close();
      this.#module.close();
    }
  }

  /** What was found in this file so far. */
  get findings(): Findings {
    return this.#judge.findings;
  }

  #judgement(leaks: readonly JudgedLeak[], scopes: readonly LeakScope[], subject: string): Judgement {
    const misuses = scopes.flatMap((scope) =>
      this.#detector.inspect(scope).map((report) => ({ report, scope: { kind: scope.kind, name: scope.name } })),
    );
    this.#judge.putDown({ leaks, misuses });
    this.#report?.append({ leaks, misuses });
    const wording = { ...this.#format, subject, reportFile: this.#options.reportFile };
    const ofMisuses = misuses.map(({ report }) => report);
    return { errors: [...judgeMisuses(ofMisuses, wording), ...judge(leaks, wording)], leaks };
  }

  async #leaksOf(scope: LeakScope, outcome: Outcome): Promise<readonly JudgedLeak[]> {
    const reports = await reportsOf(scope, this.#options.settleTimeoutMs, this.#platform);
    return this.#holders.explain(this.#judge.judge(reports, scope, outcome), scope.open);
  }

  /** Where nobody judges modules, nobody waits for them, either. */
  async #leaksOfModules(outcome: Outcome): Promise<readonly JudgedLeak[]> {
    return this.#options.moduleScope === 'fail'
      ? this.#leaksOf(this.#module, outcome)
      : this.#judge.ignore(this.#module.open.map((tracker) => toReport(tracker, 'unknown')));
  }

  async #compareWithBaseline({ testNames }: FileOutcome): Promise<BaselineError | undefined> {
    try {
      await this.#judge.endFile(testNames);
      return undefined;
    } catch (error) {
      return error instanceof BaselineError
        ? error
        : new BaselineError(String(this.#options.baselineFile), String(error));
    }
  }

  async #endReport(): Promise<ReportFileError | undefined> {
    const { staleAllowances, fixed } = this.#judge.findings;
    this.#report?.append({ staleAllowances, fixed });
    return this.#report?.merge();
  }
}
