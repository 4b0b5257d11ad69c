import { type JudgedLeak, type LeakTestingOptions, resolveOptions } from '@watertight/leak-testing';
import type { Plugin } from 'vitest/config';
import { GLOBAL_SETUP, isProtected, protect, type WatertightApi } from './protection.ts';
import type { OPTIONS_KEY, ProvidedOptions } from './provided-options.ts';

declare module 'vitest' {
  interface ProvidedContext {
    [OPTIONS_KEY]: ProvidedOptions;
  }

  interface TaskMeta {
    /** What the test left open, and whether it was held against it. Set by `@watertight/vitest`. */
    leaks?: readonly JudgedLeak[];
  }

  // Without type parameters: Vitest 4 and 5 have different ones here.
  interface Matchers {
    /** Passes when nobody has to release the resource any more. Borrows it. */
    toBeReleased(): void;
    /** Passes when the resource has to be released exactly `count` times. Borrows it. */
    toHaveRefCnt(count: number): void;
  }
}

export type { AllowedLeaks, JudgedLeak, LeakReport } from '@watertight/leak-testing';
export { allowLeaks, assertNoLeaks, expectLeaks, fileScope, permanent, untracked } from '@watertight/leak-testing';

/** Options of {@link watertight}. */
export interface WatertightOptions extends LeakTestingOptions {}

/**
 * Fails every test that leaves a tracked resource open: `plugins: [watertight()]` in the Vitest config is all there is
 * to do. Needs Vitest 4.1 or later and no flag of Node's.
 *
 * @throws OptionError for an unknown option or a value of the wrong kind, while the config is read.
 */
export function watertight(options: WatertightOptions = {}): Plugin {
  const resolved = resolveOptions(options);
  const api: WatertightApi = {
    protectAll({ projects }) {
      for (const project of projects.filter((each) => !isProtected(each))) {
        protect(project, resolved);
      }
    },
  };
  return {
    name: 'watertight',
    enforce: 'pre',
    api,
    // Projects that do not extend this config may never hear of its plugins; its global set-up sees them all.
    config: ({ test }) => (test?.projects === undefined ? undefined : { test: { globalSetup: [GLOBAL_SETUP] } }),
    // A project that inherits this plugin and has one itself is asked for both, its own last.
    configureVitest: ({ project }) => protect(project, resolved),
  };
}
