import { fileURLToPath } from 'node:url';
import { type LeakReport, type LeakTestingOptions, resolveOptions } from '@watertight/leak-testing';
import type { Plugin } from 'vitest/config';
import type { TestProject, Vitest } from 'vitest/node';
import { OPTIONS_KEY, type ProvidedOptions } from './provided-options.ts';
import { assertSupported } from './supported-version.ts';

declare module 'vitest' {
  interface ProvidedContext {
    [OPTIONS_KEY]: ProvidedOptions;
  }

  interface TaskMeta {
    /** What the test left open, whether it was held against it or not. Set by `@watertight/vitest`. */
    leaks?: readonly LeakReport[];
  }
}

export type { LeakReport } from '@watertight/leak-testing';

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
  return {
    name: 'watertight',
    enforce: 'pre',
    configureVitest({ vitest }) {
      assertSupported(vitest.version);
      for (const project of projectsOf(vitest)) {
        protect(project, { options: resolved, root: vitest.config.root });
      }
    },
  };
}

/** Tests in a browser run without Node's async contexts, which everything here rests on. */
function projectsOf(vitest: Vitest): readonly TestProject[] {
  return vitest.projects.filter((project) => !project.config.browser?.enabled);
}

function protect(project: TestProject, provided: ProvidedOptions): void {
  // The extension matters: Vitest evaluates .mts files of dependencies anew for every test file, in every pool.
  const setup = fileURLToPath(new URL('./setup.mts', import.meta.url));
  if (!project.config.setupFiles.includes(setup)) {
    project.config.setupFiles.unshift(setup);
    project.provide(OPTIONS_KEY, provided);
  }
}
