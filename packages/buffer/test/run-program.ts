import { spawnSync } from 'node:child_process';

/** Runs `program` in a process of its own with these settings: what it printed, or the message it died of. */
export function runProgram(program: string, env: NodeJS.ProcessEnv): string {
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '--eval', program], {
    cwd: import.meta.dirname,
    env: { PATH: process.env.PATH, ...env },
    encoding: 'utf8',
  });
  return stdout.trim() || (/^InvalidSettingError.*/m.exec(stderr)?.[0] ?? stderr);
}
