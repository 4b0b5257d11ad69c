import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { median } from './measurement.ts';

const MODULES = join(import.meta.dirname, '../../node_modules');

const PACKAGES = join(import.meta.dirname, '../../packages');

/** How each runner is told about a suite of one file, with and without the plugin. */
const RUNNERS = {
  vitest: {
    args: ['run'],
    suite: { file: 'suite.test.mjs', head: "import { Unpooled } from '@watertight/buffer';" },
    config: {
      file: 'vitest.config.mjs',
      on: "import { watertight } from '@watertight/vitest';\nexport default { plugins: [watertight()], test: { globals: true } };",
      off: 'export default { test: { globals: true } };',
    },
  },
  jest: {
    args: ['--ci'],
    suite: { file: 'suite.test.js', head: "const { Unpooled } = require('@watertight/buffer');" },
    config: {
      file: 'jest.config.cjs',
      on: "module.exports = { setupFilesAfterEnv: ['@watertight/jest'] };",
      off: 'module.exports = {};',
    },
  },
} as const;

export type RunnerName = keyof typeof RUNNERS;

export const RUNNER_NAMES: readonly RunnerName[] = ['vitest', 'jest'];

/** A suite in a folder of its own, and whether it runs under our plugin. */
export interface Suite {
  readonly runner: RunnerName;
  readonly plugin: 'on' | 'off';
  /** The tests, in what both runners understand: global `test`, `Unpooled` imported. */
  readonly tests: string;
  /** What the runner's exit code has to be: a suite that fails for another reason measures nothing. */
  readonly exitCode: number;
}

/** Seconds of two suites run in turn, and the median ratio of the pairs. */
export interface Pairs {
  readonly subjectSeconds: number;
  readonly peerSeconds: number;
  readonly ratio: number;
}

/** Runs `subject` and `peer` in turn with the real binary, once to warm up and then `pairs` times. */
export async function pair(subject: Suite, peer: Suite, pairs = 5): Promise<Pairs> {
  const folders = await Promise.all([write(subject), write(peer)]);
  try {
    const seconds: [number, number][] = [];
    for (let round = 0; round <= pairs; round += 1) {
      seconds.push([await time(subject, folders[0]), await time(peer, folders[1])]);
    }
    const counted = seconds.slice(1);
    return {
      subjectSeconds: median(counted.map(([a]) => a)),
      peerSeconds: median(counted.map(([, b]) => b)),
      ratio: median(counted.map(([a, b]) => a / b)),
    };
  } finally {
    await Promise.all(folders.map((folder) => rm(folder, { recursive: true, force: true })));
  }
}

async function write({ runner, plugin, tests }: Suite): Promise<string> {
  const { suite, config } = RUNNERS[runner];
  const folder = await mkdtemp(join(tmpdir(), 'watertight-bench-'));
  await Promise.all([
    installPackages(join(folder, 'node_modules')),
    writeFile(join(folder, 'package.json'), '{ "private": true }'),
    writeFile(join(folder, config.file), config[plugin]),
    writeFile(join(folder, suite.file), `${suite.head}\n${tests}`),
  ]);
  return folder;
}

/** Ours are copied, as an installation would: runners treat files in `node_modules` in ways of their own. */
async function installPackages(modules: string): Promise<void> {
  await mkdir(join(modules, '@watertight'), { recursive: true });
  const theirs = (await readdir(MODULES)).filter((name) => name !== '@watertight');
  const ours = await readdir(PACKAGES);
  await Promise.all([
    ...theirs.map((name) => symlink(join(MODULES, name), join(modules, name))),
    ...ours.map((name) =>
      cp(join(PACKAGES, name), join(modules, '@watertight', name), {
        recursive: true,
        filter: (path) => !/[\\/](?:node_modules|src|test)$/.test(path),
      }),
    ),
  ]);
}

async function time({ runner, exitCode }: Suite, folder: string): Promise<number> {
  const start = performance.now();
  const child = spawn(join(MODULES, '.bin', runner), RUNNERS[runner].args, {
    cwd: folder,
    env: { ...process.env, NO_COLOR: '1' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output: Buffer[] = [];
  child.stdout.on('data', (chunk) => output.push(chunk));
  child.stderr.on('data', (chunk) => output.push(chunk));
  const [code] = await once(child, 'close');
  const seconds = (performance.now() - start) / 1000;
  if (code !== exitCode) {
    throw new Error(`${runner} exited with ${code} (expected: ${exitCode}).\n${Buffer.concat(output).toString()}`);
  }
  return seconds;
}
