import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runToSuccess } from './command.ts';

/** The repository's root, with a slash at its end. */
export const REPOSITORY = fileURLToPath(new URL('../../', import.meta.url));

const TIME_LIMIT_MS = 300_000;

/** Packs folders into tarballs, as they would be published. */
export async function npmPack(folders: readonly string[], destination: string): Promise<void> {
  await npm(['pack', '--pack-destination', destination, ...folders], destination);
}

/** Installs packages into a folder, as a user would. */
export async function npmInstall(packages: readonly string[], folder: string): Promise<void> {
  await npm(['install', '--prefix', folder, '--prefer-offline', '--no-audit', '--no-fund', ...packages], folder);
}

async function npm(args: readonly string[], logFolder: string): Promise<void> {
  const logFile = join(logFolder, 'npm.log');
  await runToSuccess({ file: 'npm', args, cwd: REPOSITORY, env: process.env, logFile, timeoutMs: TIME_LIMIT_MS });
}
