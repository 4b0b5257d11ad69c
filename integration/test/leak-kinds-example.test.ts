import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { PROJECT_ROOT } from '../house-rules/project-files.ts';

const EXAMPLE = 'integration/examples/leak-kinds';

const TIMEOUT_MS = 60_000;

/** A heading, the file of a bug, and what is printed of it. */
const KIND = /^### ([^\n]*)\n+```ts\n\/\/ (\S+)\n(.*?)^```\n+```text\n(.*?)^```$/gms;

test('the README of the detector shows the bugs of the example, and what it prints', {
  timeout: TIMEOUT_MS,
}, async () => {
  const { stdout } = await promisify(execFile)(process.execPath, [`${EXAMPLE}/main.ts`], {
    cwd: PROJECT_ROOT,
    env: { PATH: process.env.PATH, NO_COLOR: '1' },
    timeout: TIMEOUT_MS,
  });
  const readme = await readFile(join(PROJECT_ROOT, 'packages/leak-detector/README.md'), 'utf8');
  const kinds = [...readme.matchAll(KIND)].map(([, title = '', file = '', code = '', report = '']) => {
    return { title, file, code, report };
  });
  expect(kinds.map(({ title, report }) => `# ${title}\n\n${report}\n`).join('')).toBe(stdout);
  for (const { file, code } of kinds) {
    expect(code).toBe(await readFile(join(PROJECT_ROOT, EXAMPLE, file), 'utf8'));
  }
});
