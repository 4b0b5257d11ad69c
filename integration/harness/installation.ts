import { existsSync } from 'node:fs';
import { copyFile, mkdir, mkdtemp, readdir, realpath } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { npmInstall, npmPack, REPOSITORY } from './npm.ts';
import { OTHER_FAMILY, REFUSED_RUNNERS, RUNNERS, type Runner } from './runner.ts';

/** How often those who wait for an installation look. */
const POLL_MS = 50;

/** A fresh folder outside the repository for everything that a run of the cases writes; the caller deletes it. */
export async function createWorkFolder(): Promise<string> {
  // Stacks show real paths, and the system's temporary folder may be a symbolic link.
  return realpath(await mkdtemp(join(tmpdir(), 'watertight-')));
}

/** Packs every package as npm would publish it, and installs beside each runner what its users need. */
export async function installRunners(runners: readonly Runner[], workFolder: string): Promise<void> {
  const tarballs = await packPackages(join(workFolder, 'tarballs'));
  await Promise.all(runners.map((runner) => install(runner, tarballs, installationFolder(runner, workFolder))));
}

/**
 * What {@link installRunners} does for all runners, once in a work folder: whoever asks first installs, in whatever process,
 * and the others wait.
 */
export async function installRunnersOnce(workFolder: string): Promise<void> {
  const done = join(workFolder, 'installed');
  const isFirst = await mkdir(join(workFolder, 'installing')).then(
    () => true,
    () => false,
  );
  if (isFirst) {
    // Also when it fails: the others then say that nothing is there, and do not wait for ever.
    await installRunners([...RUNNERS, ...REFUSED_RUNNERS], workFolder).finally(() => mkdir(done));
  }
  while (!existsSync(done)) {
    await setTimeout(POLL_MS);
  }
}

/** Where in the work folder a runner and our packages are installed. */
export function installationFolder(runner: Runner, workFolder: string): string {
  return join(workFolder, runner.name);
}

async function packPackages(folder: string): Promise<readonly string[]> {
  await mkdir(folder);
  const names = await readdir(join(REPOSITORY, 'packages'));
  await npmPack(
    names.map((name) => `./packages/${name}`),
    folder,
  );
  const files = await readdir(folder);
  return files.filter((file) => file.endsWith('.tgz')).map((file) => join(folder, file));
}

async function install(runner: Runner, tarballs: readonly string[], folder: string): Promise<void> {
  await mkdir(folder);
  const manifest = new URL(`../runners/${runner.name}/package.json`, import.meta.url);
  await copyFile(manifest, join(folder, 'package.json'));
  const unwanted = `watertight-${OTHER_FAMILY[runner.family]}-`;
  const wanted = tarballs.filter((file) => !basename(file).startsWith(unwanted));
  await npmInstall(wanted, folder);
}
