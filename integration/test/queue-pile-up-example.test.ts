import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { PROJECT_ROOT } from '../house-rules/project-files.ts';

const EXAMPLE = 'integration/examples/queue-pile-up';

const TIMEOUT_MS = 60_000;

/** What is the same each time: no figures, no widths that depend on them. */
function shape(text: string): string {
  return text
    .replace(/\[id: .*?\]/g, '[…]')
    .replace(/\d+/g, '#')
    .replace(/ +/g, ' ');
}

/** The largest number in a column of each table. */
function mostOf(text: string, column: number): number[] {
  const tables = text.match(/(?:^ +\d.*\n)+/gm) ?? [];
  return tables.map((table) => {
    const cells = table
      .trim()
      .split('\n')
      .map((row) => Number(row.trim().split(/ +/)[column]));
    return Math.max(...cells);
  });
}

test('the pile-up example prints what its README shows, and queues are as long as it says', {
  timeout: TIMEOUT_MS,
}, async () => {
  const { stdout } = await promisify(execFile)(process.execPath, [`${EXAMPLE}/main.ts`, '600', '200'], {
    cwd: PROJECT_ROOT,
    env: { PATH: process.env.PATH, NO_COLOR: '1' },
    timeout: TIMEOUT_MS,
  });
  const readme = await readFile(join(PROJECT_ROOT, EXAMPLE, 'README.md'), 'utf8');
  const shown = /^```text\n(.*?)^```$/ms.exec(readme)?.[1] ?? '';
  expect(shape(stdout.trimEnd())).toBe(shape(shown.trimEnd()));
  const [leftToLoop = 0, calledByExecutor = 0] = mostOf(stdout, 2).slice(0, 2);
  const [written = 0, writtenWhileWritable = 0] = mostOf(stdout, 1).slice(2);
  expect([leftToLoop > 200, calledByExecutor < 200, written > 1024, writtenWhileWritable <= 128]).toEqual([
    true,
    true,
    true,
    true,
  ]);
});
