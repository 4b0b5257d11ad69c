import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { EXAMPLE_TIMEOUT_MS, runExample } from '../harness/example-run.ts';
import { PROJECT_ROOT } from '../house-rules/project-files.ts';

const EXAMPLE = 'integration/examples/leak-kinds';

/** A heading, the file of a bug, and what is printed of it. */
const KIND = /^### ([^\n]*)\n+```ts\n\/\/ (\S+)\n(.*?)^```\n+```text\n(.*?)^```$/gms;

test('the README of the detector shows the bugs of the example, and what it prints', {
  timeout: EXAMPLE_TIMEOUT_MS,
}, async () => {
  const printed = await runExample(EXAMPLE);
  const readme = await readFile(join(PROJECT_ROOT, 'packages/leak-detector/README.md'), 'utf8');
  const kinds = [...readme.matchAll(KIND)].map(([, title = '', file = '', code = '', report = '']) => {
    return { title, file, code, report };
  });
  expect(kinds.map(({ title, report }) => `# ${title}\n\n${report}\n`).join('')).toBe(printed);
  for (const { file, code } of kinds) {
    expect(code).toBe(await readFile(join(PROJECT_ROOT, EXAMPLE, file), 'utf8'));
  }
});
