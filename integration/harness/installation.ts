import { copyFile, mkdir, mkdtemp, readdir, realpath } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { npmInstall, npmPack, REPOSITORY } from './npm.ts';
import { OTHER_FAMILY, type Runner } from './runner.ts';

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
