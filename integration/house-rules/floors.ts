import { builtinModules } from 'node:module';
import { posix } from 'node:path';
import { importsOf } from './imports.ts';
import type { ProjectFile } from './project-files.ts';

/** Where a package stands in the house and what its sources may import. */
export interface Floor {
  /** The folder under `packages/`; its npm name is `@watertight/<name>`. */
  readonly name: string;
  /** Counted from the ground, 0. A package imports only from floors below its own. */
  readonly floor: number;
  /** The project's packages it may import. */
  readonly packages: readonly string[];
  /** The foreign packages it may import, without subpaths. */
  readonly libraries: readonly string[];
  /** The Node modules it may import: any, or only those listed, each by the one file that is named. */
  readonly nodeModules: 'any' | Readonly<Record<string, string>>;
}

/** The house, from the ground up. A new arrow in it is a decision: ARCHITECTURE.md tells the reason of each. */
export const FLOORS: readonly Floor[] = [
  {
    name: 'leak-detector',
    floor: 0,
    packages: [],
    libraries: [],
    nodeModules: {
      'node:async_hooks': 'async-context.ts',
      'node:v8': 'garbage-collector.ts',
      'node:vm': 'garbage-collector.ts',
    },
  },
  { name: 'buffer', floor: 1, packages: ['leak-detector'], libraries: [], nodeModules: 'any' },
  {
    name: 'leak-testing',
    floor: 1,
    packages: ['leak-detector'],
    libraries: ['fastest-levenshtein', 'picomatch'],
    nodeModules: 'any',
  },
  { name: 'channel', floor: 2, packages: ['buffer', 'leak-detector'], libraries: [], nodeModules: 'any' },
  { name: 'vitest', floor: 2, packages: ['leak-testing'], libraries: ['vitest'], nodeModules: 'any' },
  {
    name: 'jest',
    floor: 2,
    packages: ['leak-testing'],
    libraries: ['@jest/globals', '@jest/types'],
    nodeModules: 'any',
  },
];

const SCOPE = '@watertight/';
const PACKAGE_SOURCE = /^packages\/([^/]+)\/src\/(.+)$/;

/** Arrows of the table itself that do not point down. While there are none, packages cannot import in a circle. */
export function climbingArrows(floors: readonly Floor[]): string[] {
  const floorOf = new Map(floors.map(({ name, floor }) => [name, floor]));
  return floors.flatMap(({ name, floor, packages }) =>
    packages
      .filter((other) => (floorOf.get(other) ?? Number.POSITIVE_INFINITY) >= floor)
      .map((other) => `${name} → ${other} does not point down.`),
  );
}

/** Imports of packages' sources that `floors` does not allow; a package has to stand on a floor before it may import. */
export function forbiddenImports(files: readonly ProjectFile[], floors: readonly Floor[]): string[] {
  return files.flatMap((file) => {
    const [, name = '', path = ''] = PACKAGE_SOURCE.exec(file.path) ?? [];
    const floor = floors.find((candidate) => candidate.name === name);
    if (floor === undefined) {
      return [`${file.path}: packages/${name} has no floor in integration/house-rules/floors.ts.`];
    }
    return importsOf(file)
      .filter(({ specifier }) => !isAllowed(specifier, file.path, path, floor))
      .map(({ specifier, line }) => `${file.path}:${line}: ${name} may not import ${specifier}.`);
  });
}

function isAllowed(specifier: string, filePath: string, pathInSource: string, floor: Floor): boolean {
  if (specifier.startsWith('.')) {
    const target = posix.join(posix.dirname(filePath), specifier);
    return target.startsWith(`packages/${floor.name}/`);
  }
  if (isNodeModule(specifier)) {
    return floor.nodeModules === 'any' || floor.nodeModules[specifier] === pathInSource;
  }
  const library = packageOf(specifier);
  return library.startsWith(SCOPE)
    ? floor.packages.includes(library.slice(SCOPE.length))
    : floor.libraries.includes(library);
}

function isNodeModule(specifier: string): boolean {
  return specifier.startsWith('node:') || builtinModules.includes(specifier);
}

/** `@scope/name/sub` → `@scope/name`, `name/sub` → `name`. */
function packageOf(specifier: string): string {
  return specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');
}
