import { type LeakDetector, type LeakReport, type LeakScope, leakDetector, toReport } from '@watertight/leak-detector';
import { detectorOff, raiseLevel } from './canary.ts';
import type { DetectorOffError, LeakError } from './errors.ts';
import type { ResolvedOptions } from './options.ts';
import { placementPolicy } from './placement.ts';
import { nodePlatform, type Platform } from './platform.ts';
import { settle } from './settle.ts';
import { judge, type Wording } from './verdict.ts';

/** What a session is made of. */
export interface SessionSetup {
  readonly options: ResolvedOptions;
  /** The project's root: paths in messages are relative to it. */
  readonly root: string;
  /** Whether stacks name functions as they are called, not as a transform's source map has it. */
  readonly functionNames: boolean;
  /** The `import.meta.url` of the runner's plugin, whose frames are cut from reports. */
  readonly pluginUrl: string;
  readonly platform?: Platform;
  readonly detector?: LeakDetector;
}

/** What is said of one scope when it has ended. */
export interface Judgement {
  /** One for each leak that fails the test, the block or the file; for a file also that detection was switched off. */
  readonly errors: readonly (LeakError | DetectorOffError)[];
  /** Every leak, also one that is not held against a test that failed by itself. */
  readonly reports: readonly LeakReport[];
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
  readonly #wording: Omit<Wording, 'subject'>;
  readonly #running = new Set<LeakScope>();
  readonly #file: LeakScope;
  readonly #module: LeakScope;
  #evaluating = true;

  /**
   * Call it before the test file is evaluated.
   *
   * @throws DetectorOffError when leaks would go unseen.
   * @throws OptionError when the environment names an unknown level.
   */
  constructor(setup: SessionSetup) {
    const { options, pluginUrl, platform = nodePlatform, detector = leakDetector } = setup;
    this.#options = options;
    this.#wording = { root: setup.root, functionNames: setup.functionNames };
    this.#platform = platform;
    this.#detector = detector;
    detector.hideFramesOf(pluginUrl);
    raiseLevel(detector);
    detector.setTargetRecords(options.targetRecords);
    detector.setPlacementPolicy(undefined);
    const offError = detectorOff(detector);
    if (offError !== undefined) {
      throw offError;
    }
    this.#file = detector.openScope('this file', 'file');
    this.#module = detector.openScope('module evaluation', 'module');
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
  }

  /** A test, or one try of it, begins. `name` is its full name. */
  beginTest(name: string): LeakScope {
    const scope = this.#detector.openScope(name, 'test');
    this.#running.add(scope);
    return scope;
  }

  /** A describe block begins. */
  beginBlock(name: string): LeakScope {
    return this.#detector.openScope(name, 'block');
  }

  /** Judges a test after its body, its hooks and its fixtures have ended. */
  async endTest(scope: LeakScope, outcome: Outcome): Promise<Judgement> {
    try {
      return this.#judgement(await this.#reportsOf(scope), 'this test', outcome);
    } finally {
      this.#running.delete(scope);
      scope.close();
    }
  }

  /** Judges a describe block after its `afterAll` hooks. */
  async endBlock(scope: LeakScope, outcome: Outcome): Promise<Judgement> {
    try {
      return this.#judgement(await this.#reportsOf(scope), `describe block "${scope.name}"`, outcome);
    } finally {
      scope.close();
    }
  }

  /** Judges the file: what its modules and its own hooks opened, what no test could be blamed for, and the detector. */
  async endFile(hooks: LeakScope, outcome: Outcome): Promise<Judgement> {
    try {
      const moduleReports = this.#options.moduleScope === 'fail' ? await this.#reportsOf(this.#module) : [];
      const reports = [...(await this.#reportsOf(hooks)), ...(await this.#reportsOf(this.#file)), ...moduleReports];
      const { errors } = this.#judgement(reports, 'this file', outcome);
      const offError = detectorOff(this.#detector);
      return { errors: offError === undefined ? errors : [offError, ...errors], reports };
    } finally {
      hooks.close();
      this.#file.close();
      this.#module.close();
    }
  }

  #judgement(reports: readonly LeakReport[], subject: string, { failedByItself }: Outcome): Judgement {
    const judged = failedByItself && !this.#options.judgeFailedTests ? [] : reports;
    return { errors: judge(judged, { ...this.#wording, subject }), reports };
  }

  async #reportsOf(scope: LeakScope): Promise<readonly LeakReport[]> {
    if (scope.openCount === 0) {
      return [];
    }
    const reachability = await settle(scope, this.#options.settleTimeoutMs, this.#platform);
    return scope.open.map((tracker) => toReport(tracker, reachability.get(tracker) ?? 'unknown'));
  }
}
