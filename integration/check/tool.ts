import { spawn } from 'node:child_process';
import { PROJECT_ROOT } from '../house-rules/project-files.ts';

/** What a step of the check found: nothing, or what to show. */
export type Finding = string | undefined;

/** Runs a command of the project's `node_modules/.bin` (or npm) at its root. Finds all it printed when it fails, else nothing. */
export function runTool(command: string, args: readonly string[]): Promise<Finding> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: PROJECT_ROOT, stdio: ['ignore', 'pipe', 'pipe'] });
    const output: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => output.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => output.push(chunk));
    child.once('error', reject);
    child.once('close', (code) => {
      resolve(code === 0 ? undefined : `${Buffer.concat(output)}`.trimEnd() || `${command} ended with ${code}.`);
    });
  });
}
