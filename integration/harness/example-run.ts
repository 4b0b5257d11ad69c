import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { PROJECT_ROOT } from '../house-rules/project-files.ts';

/** How long an example may take on a busy machine. */
export const EXAMPLE_TIMEOUT_MS = 60_000;

/** What an example prints, run as its users run it. `folder` is that of the example, from the repository's root. */
export async function runExample(folder: string, ...args: readonly string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(process.execPath, [`${folder}/main.ts`, ...args], {
    cwd: PROJECT_ROOT,
    env: { PATH: process.env.PATH, NO_COLOR: '1' },
    timeout: EXAMPLE_TIMEOUT_MS,
  });
  return stdout;
}

/** What its README says that it prints: the first block of text. */
export async function shownByReadme(folder: string): Promise<string> {
  const readme = await readFile(join(PROJECT_ROOT, folder, 'README.md'), 'utf8');
  return /^```text\n(.*?)^```$/ms.exec(readme)?.[1] ?? '';
}
