// Jest loads a reporter in its own process: `reporters: ['default', '@watertight/jest/reporter']`.

import { nodePlatform, resolveOptions, summariseRun } from '@watertight/leak-testing';
import { print, REPORTER_VARIABLE, runIdOf } from './run.ts';

/** Prints, when a run has ended, what it found that failed nothing. */
export default class SummaryReporter {
  readonly #config: RunConfig;

  constructor(config: RunConfig) {
    this.#config = config;
    process.env[REPORTER_VARIABLE] = 'on';
  }

  /** Called by Jest. Never throws: a wrong option has failed every test file already. */
  async onRunComplete(contexts: ReadonlySet<RunContext>, { wasInterrupted }: RunResult): Promise<void> {
    const [context] = contexts;
    try {
      print(
        await summariseRun({
          options: resolveOptions(context?.config.globals.watertight),
          root: process.cwd(),
          runId: runIdOf(this.#config.seed),
          isComplete: !wasInterrupted && isUnfiltered(this.#config),
          platform: nodePlatform,
        }),
      );
    } catch {
      // Said where the tests are.
    }
  }
}

/** What Jest tells a reporter of its configuration. */
export interface RunConfig {
  readonly seed: number;
  readonly bail: number;
  readonly nonFlagArgs: readonly string[];
  readonly shard?: object;
  readonly testNamePattern?: string;
  readonly filter?: string;
  readonly onlyChanged: boolean;
  readonly onlyFailures: boolean;
  readonly findRelatedTests: boolean;
}

/** What Jest tells a reporter of a project. */
export interface RunContext {
  readonly config: { readonly globals: { readonly watertight?: unknown } };
}

/** What Jest tells a reporter of a run. */
export interface RunResult {
  readonly wasInterrupted: boolean;
}

function isUnfiltered(config: RunConfig): boolean {
  const { shard, testNamePattern, onlyChanged, onlyFailures, findRelatedTests, nonFlagArgs, filter, bail } = config;
  const filters = [shard, testNamePattern, onlyChanged, onlyFailures, findRelatedTests, filter, bail > 0];
  return filters.every((each) => each === undefined || each === false || each === '') && nonFlagArgs.length === 0;
}
