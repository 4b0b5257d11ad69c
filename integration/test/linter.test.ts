import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { PROJECT_ROOT, type ProjectFile } from '../house-rules/project-files.ts';

const BIOME = join(PROJECT_ROOT, 'node_modules/@biomejs/biome/bin/biome');

/** Lints made-up `files` with this project's configuration. Returns `path:line rule` of every finding, in their order. */
function lint(files: readonly ProjectFile[]): string[] {
  const folder = mkdtempSync(join(tmpdir(), 'watertight-linter-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  copyFileSync(join(PROJECT_ROOT, 'biome.jsonc'), join(folder, 'biome.jsonc'));
  for (const { path, text } of files) {
    mkdirSync(join(folder, dirname(path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  const { stdout } = spawnSync(process.execPath, [BIOME, 'lint', '--vcs-enabled=false', '--reporter=json', '.'], {
    cwd: folder,
    encoding: 'utf8',
  });
  const { diagnostics }: Report = JSON.parse(stdout);
  return diagnostics
    .map(({ category, location }) => `${location.path}:${location.start.line} ${category.split('/').at(-1)}`)
    .toSorted();
}

/** The part of Biome's JSON report that is read here. */
interface Report {
  readonly diagnostics: readonly {
    readonly category: string;
    readonly location: { readonly path: string; readonly start: { readonly line: number } };
  }[];
}

// Biome infers types by itself: it does not see those of Node's modules or of a loop's variable. Reviews look at these.
test('the linter finds a promise that nobody awaits', () => {
  const text = [
    'export async function later(): Promise<void> {}',
    'export async function all(closable: { close(): Promise<void> }): Promise<void> {',
    '  later();',
    '  Promise.all([later()]);',
    '  closable.close();',
    '  [1, 2].forEach(async () => { await later(); });',
    '  if (later()) { await later(); }',
    '}',
  ].join('\n');
  expect(lint([{ path: 'packages/a/src/later.ts', text }])).toEqual([
    'packages/a/src/later.ts:3 noFloatingPromises',
    'packages/a/src/later.ts:4 noFloatingPromises',
    'packages/a/src/later.ts:5 noFloatingPromises',
    'packages/a/src/later.ts:6 noMisusedPromises',
    'packages/a/src/later.ts:7 noMisusedPromises',
  ]);
});

test('the linter finds what the house forbids', () => {
  const text = [
    'export default 1;',
    "export * from './other.ts';",
    'export enum A { B }',
    'export namespace C { export const d = 1; }',
    'export const e = (f: any): unknown => f;',
    'export const g = (h: string | undefined): string => h!;',
    'export const i = Object.keys(globalThis);',
    'export const j = Object.keys(global);',
  ].join('\n');
  expect(lint([{ path: 'packages/a/src/bad.ts', text }])).toEqual([
    'packages/a/src/bad.ts:1 noDefaultExport',
    'packages/a/src/bad.ts:2 noReExportAll',
    'packages/a/src/bad.ts:3 noEnum',
    'packages/a/src/bad.ts:4 noNamespace',
    'packages/a/src/bad.ts:5 noExplicitAny',
    'packages/a/src/bad.ts:6 noNonNullAssertion',
    'packages/a/src/bad.ts:7 noRestrictedGlobals',
    'packages/a/src/bad.ts:8 noRestrictedGlobals',
  ]);
});

test('the linter finds files that import each other, unless only their types do', () => {
  const files = [
    { path: 'a.ts', text: "import { b } from './b.ts';\nexport const a = (): unknown => b;" },
    { path: 'b.ts', text: "import { c } from './c.ts';\nexport const b = (): unknown => c;" },
    { path: 'c.ts', text: "import { a } from './a.ts';\nexport const c = (): unknown => a;" },
    { path: 'd.ts', text: "import type { E } from './e.ts';\nexport type D = E[];" },
    { path: 'e.ts', text: "import type { D } from './d.ts';\nexport type E = { readonly d: D };" },
  ];
  expect(lint(files)).toEqual(['a.ts:1 noImportCycles', 'b.ts:1 noImportCycles', 'c.ts:1 noImportCycles']);
});

test('the linter lets the listed files touch the global object, and configuration files export a default', () => {
  const files = [
    { path: 'packages/leak-detector/src/global-registry.ts', text: 'export const key = Object.keys(globalThis);' },
    { path: 'packages/jest/src/jest-globals.ts', text: 'export const key = Object.keys(globalThis);' },
    { path: 'vitest.config.ts', text: 'export default {};' },
  ];
  expect(lint(files)).toEqual([]);
});
