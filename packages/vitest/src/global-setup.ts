// Runs in Vitest's own process, before any test, when the config that has the plugin divides the run into projects: the
// global set-up of such a config is run whatever its projects inherit.

import type { TestProject } from 'vitest/node';
import type { WatertightApi } from './protection.ts';

/** Protects the projects that the plugin itself does not come to. */
export function setup({ vite, vitest }: TestProject): void {
  const api: WatertightApi | undefined = vite.config.plugins.find(({ name }) => name === 'watertight')?.api;
  api?.protectAll(vitest);
}
