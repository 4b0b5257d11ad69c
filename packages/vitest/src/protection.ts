import { randomUUID } from 'node:crypto';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ResolvedOptions } from '@watertight/leak-testing';
import type { TestProject, Vitest } from 'vitest/node';
import { OPTIONS_KEY } from './provided-options.ts';
import { SummaryReporter } from './summary-reporter.ts';
import { assertSupported } from './supported-version.ts';

/** The plugin's `api`, as Vite calls what one part of a plugin leaves for another. */
export interface WatertightApi {
  /** Puts every project of a run under leak detection that is not yet. */
  protectAll(vitest: Vitest): void;
}

// The extension matters: Vitest evaluates .mts files of dependencies anew for every test file, in every pool.
const SETUP = fileURLToPath(new URL('./setup.mts', import.meta.url));

const RUN_ID = randomUUID();

/** Runs in Vitest's own process before any test; see src/global-setup.ts. */
export const GLOBAL_SETUP: string = fileURLToPath(new URL('./global-setup.mts', import.meta.url));

/**
 * Puts a project under leak detection; of several calls, the last one's options count. Tests in a browser run without
 * Node's async contexts, which everything here rests on: they are left alone.
 *
 * @throws UnsupportedRunnerError when Vitest is older than 4.1.
 */
export function protect(project: TestProject, options: ResolvedOptions): void {
  const { config, vite, vitest } = project;
  assertSupported(vitest.version);
  if (config.browser?.enabled) {
    return;
  }
  if (!isProtected(project)) {
    config.setupFiles.unshift(SETUP);
    // Tests in a DOM get their modules as a web page would: only from folders that Vite may serve, and an installation
    // need not lie below the project's root.
    vite.config.server.fs.allow.push(dirname(SETUP));
  }
  summarise(vitest, options);
  project.provide(OPTIONS_KEY, { options, root: vitest.config.root, runId: RUN_ID, project: project.name });
}

/** The report files that are summarised at the end of a run; projects share them, or have their own. */
const summarised = new WeakMap<Vitest, Set<string | false>>();

function summarise(vitest: Vitest, options: ResolvedOptions): void {
  const files = summarised.get(vitest) ?? new Set();
  summarised.set(vitest, files);
  if (!files.has(options.reportFile)) {
    files.add(options.reportFile);
    vitest.config.reporters.push(new SummaryReporter(vitest, { options, root: vitest.config.root, runId: RUN_ID }));
  }
}

/** Whether {@link protect} was called for the project. */
export function isProtected({ config }: TestProject): boolean {
  return config.setupFiles.includes(SETUP);
}
