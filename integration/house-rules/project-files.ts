import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The repository's folder. */
export const PROJECT_ROOT = join(import.meta.dirname, '../..');

/** A file as the rules see it: they take lists of these and never read the disk, so that tests can make files up. */
export interface ProjectFile {
  /** Relative to the project's root, with forward slashes. */
  readonly path: string;
  readonly text: string;
}

/** Folders that are written by tools, at whatever depth. */
const GENERATED = new Set(['node_modules', 'dist', '.turbo', '.vitest', '.git']);

/** Reads every hand-written file of the project that matches one of `patterns`, in the order of their paths. */
export function readProjectFiles(...patterns: readonly string[]): ProjectFile[] {
  const paths = globSync(patterns, {
    cwd: PROJECT_ROOT,
    withFileTypes: true,
    exclude: (entry) => GENERATED.has(entry.name),
  });
  return paths
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
    .map((path) => ({
      path: path.slice(PROJECT_ROOT.length + 1).replaceAll('\\', '/'),
      text: readFileSync(path, 'utf8'),
    }));
}
