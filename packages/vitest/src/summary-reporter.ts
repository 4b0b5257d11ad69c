import { nodePlatform, type RunSummarySetup, summariseRun } from '@watertight/leak-testing';
import type { Reporter, TestModule, TestRunEndReason, Vitest } from 'vitest/node';

/** Prints, when a run has ended, what it found that failed nothing: on the error stream, which no reporter of data uses. */
export class SummaryReporter implements Reporter {
  readonly #vitest: Vitest;
  readonly #setup: Omit<RunSummarySetup, 'isComplete' | 'platform'>;

  constructor(vitest: Vitest, setup: Omit<RunSummarySetup, 'isComplete' | 'platform'>) {
    this.#vitest = vitest;
    this.#setup = setup;
  }

  async onTestRunEnd(modules: readonly TestModule[], _errors: unknown, reason: TestRunEndReason): Promise<void> {
    const isComplete = reason !== 'interrupted' && (await this.#areAll(modules));
    const lines = await summariseRun({ ...this.#setup, isComplete, platform: nodePlatform });
    for (const line of lines) {
      this.#vitest.logger.error(`Watertight: ${line}`);
    }
  }

  /** Whether no test was left out by a filter, a shard or a list of changed files. */
  async #areAll(modules: readonly TestModule[]): Promise<boolean> {
    const { config } = this.#vitest;
    return (
      config.testNamePattern === undefined && modules.length === (await this.#vitest.globTestSpecifications()).length
    );
  }
}
