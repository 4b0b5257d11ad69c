import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { beforeAll, expect, inject, test } from 'vitest';
import { runCommand } from '../harness/command.ts';
import { installationFolder, installRunnersOnce } from '../harness/installation.ts';
import { REPOSITORY } from '../harness/npm.ts';
import type { Runner } from '../harness/runner.ts';
import { type CodeBlock, codeBlocksOf } from '../house-rules/code-blocks.ts';

const RUNNER: Runner = { name: 'vitest-5', family: 'vitest', otherNodes: [] };

const TIMEOUT_MS = 300_000;

/** A block that begins with `// src/decoder.ts` is that file. */
const FILE_NAME = /^\/\/ (\S+\.[cm]?[jt]s)\n/;

const workFolder = inject('workFolder');
const project = join(installationFolder(RUNNER, workFolder), 'project');

beforeAll(async () => {
  await installRunnersOnce(workFolder);
  await mkdir(project);
  await writeFile(join(project, 'package.json'), '{ "private": true, "type": "module" }');
}, TIMEOUT_MS);

async function blocksOf(document: string): Promise<readonly CodeBlock[]> {
  return codeBlocksOf(await readFile(join(REPOSITORY, document), 'utf8'));
}

async function run(file: string, args: readonly string[]): Promise<{ exitCode: number; output: string }> {
  return runCommand({
    file,
    args,
    cwd: project,
    env: { PATH: `${dirname(process.execPath)}:${process.env.PATH}`, NO_COLOR: '1', NODE_NO_WARNINGS: '1' },
    logFile: join(workFolder, 'command.log'),
    timeoutMs: TIMEOUT_MS,
  });
}

test('the files of README, run by the real Vitest, print what README shows', { timeout: TIMEOUT_MS }, async () => {
  const blocks = await blocksOf('README.md');
  for (const { code } of blocks) {
    const name = FILE_NAME.exec(code)?.[1];
    if (name !== undefined) {
      await mkdir(dirname(join(project, name)), { recursive: true });
      await writeFile(join(project, name), code.replace(FILE_NAME, ''));
    }
  }
  const { exitCode, output } = await run(join(project, '../node_modules/.bin/vitest'), ['run']);
  expect(exitCode, output).toBe(1);
  expect(output).toMatch(/Tests +1 failed \| 1 passed/);
  expect(output).toContain(blocks.find(({ language }) => language === 'text')?.code.trimEnd());
});

test.for(['leak-detector', 'buffer', 'channel', 'leak-testing'])(
  'every block of the README of %s runs, and prints what it says',
  async (name) => {
    for (const { language, code, line } of await blocksOf(`packages/${name}/README.md`)) {
      if (language === 'ts' && !FILE_NAME.test(code)) {
        const file = `${name}-${line}.mts`;
        await writeFile(join(project, file), code);
        const { exitCode, output } = await run(process.execPath, [file]);
        expect(exitCode, output).toBe(0);
        expect(unprinted(code, output), output).toEqual([]);
      }
    }
  },
);

/** What the comments behind `console.log` say is printed, but is not. An explanation may follow a colon. */
function unprinted(code: string, output: string): string[] {
  const lines = output.split('\n');
  return [...code.matchAll(/console\.log\(.*\); \/\/ (.*)$/gm)]
    .flatMap(([, comment = '']) => comment.split(', then '))
    .filter((value) => !lines.some((line) => value === line || value.startsWith(`${line}: `)));
}
