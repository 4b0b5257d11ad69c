import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { brokenCodeBlocks } from '../house-rules/code-blocks.ts';
import { countCodeLines, LONG_FILES, MAX_CODE_LINES, tooLongFiles } from '../house-rules/file-length.ts';
import { emptyNames } from '../house-rules/file-names.ts';
import { climbingArrows, FLOORS, type Floor, forbiddenImports } from '../house-rules/floors.ts';
import { allowedArrows, drawnArrows } from '../house-rules/floors-graph.ts';
import { importsOf } from '../house-rules/imports.ts';
import { brokenLinks } from '../house-rules/markdown-links.ts';
import { PROJECT_ROOT, readProjectFiles } from '../house-rules/project-files.ts';

const sources = readProjectFiles('packages/*/src/**/*.ts');
const code = readProjectFiles('**/*.{ts,mts,cts,js,mjs,cjs}');
const documents = readProjectFiles('**/*.md');

describe('this project', () => {
  test('imports along the floors, and every floor has its package', () => {
    expect(forbiddenImports(sources, FLOORS)).toEqual([]);
    expect(new Set(sources.map(({ path }) => path.split('/')[1]))).toEqual(new Set(FLOORS.map(({ name }) => name)));
  });

  test('has floors whose arrows all point down', () => {
    expect(climbingArrows(FLOORS)).toEqual([]);
  });

  test('draws its floors as they are', () => {
    const architecture = documents.find(({ path }) => path === 'ARCHITECTURE.md')?.text ?? '';
    expect(drawnArrows(architecture).toSorted()).toEqual(allowedArrows(FLOORS).toSorted());
  });

  test('has no file too long', () => {
    expect(tooLongFiles(code, LONG_FILES)).toEqual([]);
  });

  test('has no file whose name says nothing', () => {
    expect(emptyNames(code)).toEqual([]);
  });

  test('has no link that leads nowhere', () => {
    expect(brokenLinks(documents, (path) => existsSync(join(PROJECT_ROOT, path)))).toEqual([]);
  });

  test('has no code block that does not parse', () => {
    expect(brokenCodeBlocks(documents)).toEqual([]);
  });
});

describe('an import is found', () => {
  function check(text: string, expected: readonly string[]): void {
    expect(importsOf({ path: 'a.ts', text }).map(({ specifier, line }) => `${line} ${specifier}`)).toEqual(expected);
  }

  test.for<[what: string, text: string, expected: readonly string[]]>([
    ['as a declaration', "\nimport { a } from 'a';", ['2 a']],
    ['for its effect', "import 'a';", ['1 a']],
    ['as a type', "import type { A } from 'a';", ['1 a']],
    ['inside a type', "let a: import('a').A;", ['1 a']],
    ['as a re-export', "export { a } from 'a';", ['1 a']],
    ['as a dynamic import', "const a = await import('a');", ['1 a']],
    ['as require', "const a = module.require('a');", ['1 a']],
    ['as a made require', "const a = createRequire(import.meta.url)('a');", ['1 a']],
    ['as a built-in module', "process.getBuiltinModule?.('node:fs');", ['1 node:fs']],
    ['never in a comment or a string', '// import "a"\nconst b = \'import "a"\';', []],
    ['never in a call that loads nothing', "resolve('a'); import(a);", []],
  ])('%s', ([, text, expected]) => check(text, expected));
});

describe('the floors forbid', () => {
  const floors: readonly Floor[] = [
    { name: 'ground', floor: 0, packages: [], libraries: [], nodeModules: { 'node:fs': 'disk.ts' } },
    { name: 'upper', floor: 1, packages: ['ground'], libraries: ['lib', '@scope/lib'], nodeModules: 'any' },
    { name: 'side', floor: 1, packages: ['upper', 'attic'], libraries: [], nodeModules: 'any' },
  ];

  function check(path: string, specifier: string, expected: readonly string[]): void {
    expect(forbiddenImports([{ path, text: `import '${specifier}';` }], floors)).toEqual(expected);
  }

  test.for([
    ['packages/upper/src/a.ts', './b.ts'],
    ['packages/upper/src/a/b.ts', '../b.ts'],
    ['packages/upper/src/a.ts', '@watertight/ground'],
    ['packages/upper/src/a.ts', 'lib/sub'],
    ['packages/upper/src/a.ts', '@scope/lib/sub'],
    ['packages/upper/src/a.ts', 'node:net'],
    ['packages/ground/src/disk.ts', 'node:fs'],
  ] as const)('nothing in %s that imports %s', ([path, specifier]) => check(path, specifier, []));

  test.for([
    ['packages/ground/src/a.ts', '@watertight/upper', 'ground'],
    ['packages/ground/src/a.ts', '@watertight/upper/sub', 'ground'],
    ['packages/ground/src/a.ts', '../../upper/src/b.ts', 'ground'],
    ['packages/ground/src/a.ts', 'node:fs', 'ground'],
    ['packages/ground/src/a.ts', 'fs', 'ground'],
    ['packages/ground/src/disk.ts', 'node:net', 'ground'],
    ['packages/upper/src/a.ts', '@watertight/upper', 'upper'],
    ['packages/upper/src/a.ts', '@scope/other', 'upper'],
    ['packages/upper/src/a.ts', 'library', 'upper'],
  ] as const)('%s to import %s', ([path, specifier, name]) =>
    check(path, specifier, [`${path}:1: ${name} may not import ${specifier}.`]),
  );

  test('a package without a floor', () => {
    check('packages/attic/src/a.ts', './b.ts', [
      'packages/attic/src/a.ts: packages/attic has no floor in integration/house-rules/floors.ts.',
    ]);
  });

  test('an arrow to the side and one to nowhere', () => {
    expect(climbingArrows(floors)).toEqual(['side → upper does not point down.', 'side → attic does not point down.']);
  });
});

test('the floors of a document are the arrows of its first mermaid graph', () => {
  const markdown =
    '```ts\na --> b\n```\n\n```mermaid\ngraph TD\n  up["the --> upper"]\n  up --> mid-dle\n  mid-dle-->low\n```\n\na --> b\n';
  expect(drawnArrows(markdown)).toEqual(['up --> mid-dle', 'mid-dle --> low']);
});

describe('a line of code', () => {
  function check(text: string, expected: number): void {
    expect(countCodeLines({ path: 'a.ts', text })).toBe(expected);
  }

  test.for<[what: string, text: string, expected: number]>([
    ['holds a part of a token', 'f(\n  a,\n  b,\n);\n', 4],
    ['may hold a comment, too', 'f(); // why\n', 1],
    ['may be inside a template', 'const a = `\n\n\n`;\n', 4],
    ['is never blank', '\n\nf();\n\n', 1],
    ['is never a comment', '// a\n/* b\n c */\n/** d\n * e\n */\nf();\n', 1],
  ])('%s', ([, text, expected]) => check(text, expected));
});

describe('a file', () => {
  const long = { path: 'long.ts', text: 'f();\n'.repeat(MAX_CODE_LINES + 1) };
  const short = { path: 'short.ts', text: `// Free.\n${'f();\n'.repeat(MAX_CODE_LINES)}` };

  test('may be too long only with a reason', () => {
    expect(tooLongFiles([long, short], {})).toEqual(['long.ts: 301 lines of code, 300 are allowed.']);
    expect(tooLongFiles([long, short], { 'long.ts': 'A table of another project.' })).toEqual([]);
  });

  test('loses its reason with its length', () => {
    expect(tooLongFiles([short], { 'short.ts': 'It was long.', 'gone.ts': 'It was there.' })).toEqual([
      'short.ts: is not too long any more; delete its reason.',
      'gone.ts: is not too long any more; delete its reason.',
    ]);
  });

  test('has a name that says something', () => {
    const paths = ['src/utils.ts', 'src/helpers/a.ts', 'types.d.ts', 'src/leak-types.ts', 'a/common-ground.ts'];
    expect(emptyNames(paths.map((path) => ({ path, text: '' })))).toEqual([
      'src/utils.ts: name it after its main export.',
      'src/helpers/a.ts: name it after its main export.',
      'types.d.ts: name it after its main export.',
    ]);
  });
});

describe('a link', () => {
  function check(text: string, expected: readonly string[]): void {
    const other = {
      path: 'docs/other.md',
      text: '# One `two`: three!\n## Again\n## Again\n```sh\n# no heading\n```\n',
    };
    const exists = (path: string): boolean => ['docs/this.md', other.path, 'LICENSE', 'docs/a b.md'].includes(path);
    const broken = brokenLinks([{ path: 'docs/this.md', text }, other], exists);
    expect(broken).toEqual(expected.map((target) => `docs/this.md:1: ${target} leads nowhere.`));
  }

  test.for([
    '[a](other.md) and [b](../LICENSE#L1) and [c](a%20b.md)',
    '[a](./other.md#one-two-three) [b](other.md#again-1)',
    '[a](https://example.org/nowhere) [b](mailto:a@example.org)',
    '`[a](nowhere.md)`',
  ])('may be %s', (text) => check(text, []));

  test.for<[text: string, target: string]>([
    ['[a](nowhere.md)', 'nowhere.md'],
    ['![a](nowhere.png "title")', 'nowhere.png'],
    ['[a]: nowhere.md', 'nowhere.md'],
    ['[a](other.md#no-heading)', 'other.md#no-heading'],
    ['[a](other.md#again-2)', 'other.md#again-2'],
    ['[a](#nowhere)', '#nowhere'],
  ])('may not be %s', ([text, target]) => check(text, [target]));

  test('in a code block is none', () => {
    check('```md\n[a](nowhere.md)\n```\n', []);
  });
});

test('a code block has to parse in its own language', () => {
  const text = [
    '```ts\nconst a: number = 1;\nawait b;\n```\n',
    '```js\nconst a: number = 1;\n```\n',
    '```ts\nconst a = 1;\n\nconst 2;\n```\n',
    '```sh\nconst 2\n```\n',
  ].join('');
  expect(brokenCodeBlocks([{ path: 'a.md', text }])).toEqual([
    'a.md:6: Type annotations can only be used in TypeScript files.',
    'a.md:11: Variable declaration expected.',
  ]);
});
