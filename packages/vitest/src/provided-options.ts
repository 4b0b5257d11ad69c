import type { ResolvedOptions } from '@watertight/leak-testing';

/** The name under which the plugin, in Vitest's main process, leaves its options for the workers. */
export const OPTIONS_KEY = 'watertight:options';

/** What the workers need to know. */
export interface ProvidedOptions {
  readonly options: ResolvedOptions;
  /** The root of the Vitest config: paths in messages are relative to it. */
  readonly root: string;
  /** Names the run in the report file: the same for all projects and workers. */
  readonly runId: string;
  /** The project's name, where there are several. */
  readonly project: string;
}
