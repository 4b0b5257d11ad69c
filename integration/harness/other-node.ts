import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { npmInstall, REPOSITORY } from './npm.ts';

/** Installs a version of Node from npm, once for all runs; returns the path of its executable. */
export async function installNode(version: string): Promise<string> {
  const folder = join(REPOSITORY, 'node_modules', '.cache', 'watertight', `node-${version}`);
  const executable = join(folder, 'node_modules', '.bin', 'node');
  if (!existsSync(executable)) {
    await mkdir(folder, { recursive: true });
    await npmInstall([`node@${version}`], folder);
  }
  return executable;
}
