import { type ChildProcess, spawn } from 'node:child_process';
import { open, readFile } from 'node:fs/promises';
import { CommandFailedError, CommandTimeoutError } from './errors.ts';

/** A program to run. */
export interface Command {
  readonly file: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  /** Gets what the program writes. It stays there, for whoever looks into a failure. */
  readonly logFile: string;
  readonly timeoutMs: number;
}

/** How a program ended by itself. */
export interface CommandResult {
  readonly exitCode: number;
  /** stdout and stderr as they were written: both go to one file, because two pipes would lose their order. */
  readonly output: string;
}

/**
 * Runs a program to its end, whatever its exit code, and leaves nothing running that it started.
 *
 * @throws CommandTimeoutError when it takes longer than `timeoutMs`.
 * @throws CommandFailedError when it could not be started or was killed by a signal.
 */
export async function runCommand(command: Command): Promise<CommandResult> {
  const { file, args, cwd, env, logFile, timeoutMs } = command;
  const words = [file, ...args].join(' ');
  const log = await open(logFile, 'w');
  const end = await endOf(
    spawn(file, args, { cwd, env, detached: true, stdio: ['ignore', log.fd, log.fd] }),
    timeoutMs,
  );
  await log.close();
  const output = await readFile(logFile, 'utf8');
  if (end === 'timeout') {
    throw new CommandTimeoutError(words, timeoutMs, output);
  }
  if (typeof end !== 'number') {
    throw new CommandFailedError(words, String(end), output);
  }
  return { exitCode: end, output };
}

/** As {@link runCommand}, for a program that has to succeed; returns its output. */
export async function runToSuccess(command: Command): Promise<string> {
  const { exitCode, output } = await runCommand(command);
  if (exitCode !== 0) {
    throw new CommandFailedError([command.file, ...command.args].join(' '), `exit code ${exitCode}`, output);
  }
  return output;
}

function endOf(child: ChildProcess, timeoutMs: number): Promise<number | NodeJS.Signals | 'timeout' | Error | null> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => {
      resolve('timeout');
      killGroup(child);
    }, timeoutMs);
    child.on('error', (error) => {
      clearTimeout(timer);
      resolve(error);
    });
    child.on('exit', (exitCode, signal) => {
      clearTimeout(timer);
      // A worker that outlives its parent would go on writing into a folder that is about to be deleted.
      killGroup(child);
      resolve(exitCode ?? signal);
    });
  });
}

/** `detached` made the child the leader of a process group of its own. */
function killGroup({ pid }: ChildProcess): void {
  try {
    if (pid !== undefined) {
      process.kill(-pid, 'SIGKILL');
    }
  } catch {
    // Nobody of the group is left.
  }
}
