import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { PROJECT_ROOT } from '../house-rules/project-files.ts';

const EXAMPLE = 'integration/examples/off-heap';

const TIMEOUT_MS = 60_000;

/** What is the same each time: no figures, no bytes, no widths that depend on them. */
function shape(text: string): string {
  return text
    .replace(/(content +).*/g, '$1…')
    .replace(/\d+(\.\d+)?/g, '#')
    .replace(/ +/g, ' ');
}

test('the off-heap example prints what its README shows, within its limit', { timeout: TIMEOUT_MS }, async () => {
  // A 25th of the buffers and of the limit.
  const { stdout } = await promisify(execFile)(process.execPath, [`${EXAMPLE}/main.ts`, '20000', '2.5'], {
    cwd: PROJECT_ROOT,
    env: { PATH: process.env.PATH, NO_COLOR: '1' },
    timeout: TIMEOUT_MS,
  });
  const readme = await readFile(join(PROJECT_ROOT, EXAMPLE, 'README.md'), 'utf8');
  const shown = /^```text\n(.*?)^```$/ms.exec(readme)?.[1] ?? '';
  expect(shape(stdout.trimEnd())).toBe(shape(shown.trimEnd()));
  const inUse = [...stdout.matchAll(/^ +\d+ +([\d.]+) MiB/gm)].map(([, mib]) => Number(mib));
  expect(inUse.filter((mib) => mib > 2.5)).toEqual([]);
  expect(stdout.match(/^\d+ buffers were dropped; .*$/gm)).toEqual([
    '20000 buffers were dropped; 0.0 MiB are lost.',
    '2560 buffers were dropped; 2.5 MiB are lost.',
  ]);
});
