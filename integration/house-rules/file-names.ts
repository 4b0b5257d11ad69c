import type { ProjectFile } from './project-files.ts';

/** Names that say nothing of what a file holds: whatever is put there has a better home. */
const EMPTY_NAME = /^(?:utils?|helpers?|common|types|constants|misc)(?:\.|$)/;

/** Files and folders whose name says nothing. */
export function emptyNames(files: readonly ProjectFile[]): string[] {
  return files
    .filter(({ path }) => path.split('/').some((part) => EMPTY_NAME.test(part)))
    .map(({ path }) => `${path}: name it after its main export.`);
}
