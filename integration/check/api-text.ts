import { existsSync, globSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { PROJECT_ROOT } from '../house-rules/project-files.ts';
import type { Finding } from './tool.ts';

const FILE = 'api.md';

/**
 * Compares every package's public declarations, as they were just built, with the `api.md` committed beside them.
 *
 * Not api-extractor's work: it needs a compiler of its own and twenty packages to roll up what tsup has rolled up already.
 */
export function compareApi(): Finding {
  const changed = packageFolders().filter((folder) => apiText(folder) !== committedText(folder));
  return changed.map((folder) => `The API of ${folder} is not the one in ${folder}/${FILE}.`).join('\n') || undefined;
}

/** Writes every package's `api.md` anew; finds nothing. */
export function updateApi(): Finding {
  for (const folder of packageFolders()) {
    writeFileSync(join(PROJECT_ROOT, folder, FILE), apiText(folder));
  }
  return undefined;
}

function packageFolders(): string[] {
  return globSync('packages/*', { cwd: PROJECT_ROOT }).sort();
}

function committedText(folder: string): string {
  const path = join(PROJECT_ROOT, folder, FILE);
  return existsSync(path) ? readFileSync(path, 'utf8') : '';
}

function apiText(folder: string): string {
  const manifest: Manifest = JSON.parse(readFileSync(join(PROJECT_ROOT, folder, 'package.json'), 'utf8'));
  const lines = [
    `# API of ${manifest.name}`,
    '',
    'Written by `npm run check -- --update-api`. Each change of it reaches every user: read its diff line by line.',
    '',
  ];
  for (const [subpath, target] of Object.entries(manifest.exports)) {
    if (typeof target !== 'string' && target.import !== undefined) {
      const declarations = printDeclarations(join(folder, target.import.types));
      lines.push(`## ${manifest.name}${subpath.slice(1)}`, '', '```ts', `${declarations}\`\`\``, '');
    }
  }
  return lines.join('\n');
}

/** The part of a `package.json` that says where the declarations of its entries are. */
interface Manifest {
  readonly name: string;
  readonly exports: Readonly<Record<string, string | { readonly import?: { readonly types: string } }>>;
}

/** A declaration file without its comments and printed in one style, so that only a change of shape is a difference. */
function printDeclarations(path: string): string {
  const source = ts.createSourceFile(path, readFileSync(join(PROJECT_ROOT, path), 'utf8'), ts.ScriptTarget.Latest);
  return ts.createPrinter({ removeComments: true }).printFile(source);
}
