// Vitest's global set-up of the integration tests: a folder that they share, made before and removed after them.

import { rm } from 'node:fs/promises';
import type { TestProject } from 'vitest/node';
import { createWorkFolder } from './installation.ts';

declare module 'vitest' {
  interface ProvidedContext {
    workFolder: string;
  }
}

/** Leaves the folder's path for `inject('workFolder')`; returns its removal. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const workFolder = await createWorkFolder();
  project.provide('workFolder', workFolder);
  return () => rm(workFolder, { recursive: true, force: true });
}
