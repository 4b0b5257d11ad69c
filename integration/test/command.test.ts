import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type CommandResult, runCommand } from '../harness/command.ts';

let folder = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'watertight-command-'));
});

afterAll(() => rm(folder, { recursive: true }));

function shell(script: string, timeoutMs = 60_000): Promise<CommandResult> {
  const logFile = join(folder, `${timeoutMs}.log`);
  return runCommand({ file: '/bin/sh', args: ['-c', script], cwd: folder, env: process.env, logFile, timeoutMs });
}

test('the output of a program is both of its streams in the order it wrote them', async () => {
  const result = await shell('echo one; echo two >&2; echo three; exit 7');
  expect(result).toEqual({ exitCode: 7, output: 'one\ntwo\nthree\n' });
});

test('a program that takes too long is killed, and its output so far is shown', async () => {
  await expect(shell('echo started; sleep 600', 500)).rejects.toThrow(
    '/bin/sh -c echo started; sleep 600\nstill ran after 500 ms and was killed. Its output so far:\nstarted\n',
  );
});

test('a program that is killed by somebody else is an error, not an exit code', async () => {
  await expect(shell('kill -9 $$')).rejects.toThrow('ended with SIGKILL');
});
