// Runs the tests of the example with the runners' own binaries, as its user would, and compares what came of them with
// what the example claims: every planted leak fails its test, and nothing else fails.

import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { judgeDemo } from './demo/demo-verdict.ts';
import { ARGUMENTS, type RunnerFamily } from './harness/runner.ts';
import { PROJECT_ROOT } from './house-rules/project-files.ts';

const EXAMPLE = 'integration/examples/frame-server';

/** What the user of a runner would type. */
const RUNNERS: readonly (readonly [name: string, family: RunnerFamily, command: string])[] = [
  ['Vitest', 'vitest', 'npx vitest run'],
  ['Jest', 'jest', 'npx jest'],
];

const folder = mkdtempSync(join(tmpdir(), 'watertight-demo-'));

// Ctrl-C ends the runner. Without a listener it would end this process, too, before the folder is deleted.
process.on('SIGINT', () => {});

try {
  const summaries: string[] = [];
  const objections: string[] = [];
  for (const [name, family, command] of RUNNERS) {
    console.log(`\n${EXAMPLE} $ ${command}\n`);
    const report = run(family);
    if (report === undefined) {
      objections.push(`${name}: it ended before it wrote its report.`);
      break;
    }
    const verdict = judgeDemo(name, report);
    summaries.push(verdict.summary);
    objections.push(...verdict.objections);
  }
  console.log(['', ...summaries].join('\n'));
  if (objections.length > 0) {
    console.error(['', 'The demo did not go as it should:', ...objections].join('\n'));
    process.exitCode = 1;
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** Runs the example's tests, with its output where ours goes; returns the JSON report. */
function run(family: RunnerFamily): string | undefined {
  const reportFile = join(folder, `${family}.json`);
  const binary = join(PROJECT_ROOT, 'node_modules', '.bin', family);
  spawnSync(process.execPath, [binary, ...ARGUMENTS[family](reportFile)], {
    cwd: join(PROJECT_ROOT, EXAMPLE),
    // Jest keeps its cache in the temporary folder.
    env: { ...process.env, TMPDIR: folder },
    stdio: 'inherit',
  });
  return existsSync(reportFile) ? readFileSync(reportFile, 'utf8') : undefined;
}
