import { readFileSync, statSync } from 'node:fs';
import { BaselineError, codeOf } from './errors.ts';
import type { LeakSource, ScopeName } from './findings.ts';
import type { Origin } from './fingerprint.ts';
import { replaceJson } from './locked-file.ts';

/** A test, block or file that leaks. */
export interface Sighting extends LeakSource {
  readonly scope: ScopeName;
}

/** A leak that is known: it fails nothing. */
export interface KnownLeak extends Origin {
  readonly resourceType: string;
  /** Where it leaks. It is fixed when it leaks in none of them any more. */
  readonly seenIn: readonly Sighting[];
}

/** What `watertight-baseline.json` holds. */
export interface LeakBaselineFile {
  readonly version: 1;
  /** Ordered by fingerprint, so that a change of the file is a small one. */
  readonly leaks: readonly KnownLeak[];
}

/** Nobody has that many leaks; whoever made the file was not us. */
const MAX_FILE_BYTES = 64 * 1024 * 1024;

const NONE: LeakBaselineFile = { version: 1, leaks: [] };

/**
 * Reads a baseline; none is as good as an empty one.
 *
 * @throws BaselineError for a file that is no baseline of this version. It is left as it is.
 */
export function readBaseline(path: string): LeakBaselineFile {
  let text: string;
  try {
    const { size } = statSync(path);
    if (size > MAX_FILE_BYTES) {
      throw new BaselineError(path, `it has ${size} bytes (expected: at most ${MAX_FILE_BYTES})`);
    }
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') {
      return NONE;
    }
    throw error instanceof BaselineError ? error : new BaselineError(path, String(error));
  }
  return parse(text, path);
}

function parse(text: string, path: string): LeakBaselineFile {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new BaselineError(path, `it is not JSON (${String(error)})`);
  }
  const wrong = firstWrong(value);
  if (wrong !== undefined) {
    throw new BaselineError(path, `it is not a baseline of this version: ${wrong}`);
  }
  return value as LeakBaselineFile;
}

/** What a field of the file has to be; every field has to be there, but for those with a question mark. */
type Shape = { readonly [field: string]: (value: unknown) => boolean };

const isText = (value: unknown): boolean => typeof value === 'string';

const isSource: Shape = { runner: isText, 'project?': isText, file: isText };

const isScope: Shape = { kind: isText, name: isText };

const SIGHTING: Shape = { ...isSource, scope: (value) => misfit(value, isScope) === undefined };

const LEAK: Shape = {
  fingerprint: (value) => typeof value === 'string' && /^[0-9a-f]{16}$/.test(value),
  createdAt: (value) => Array.isArray(value) && value.every(isText),
  resourceType: isText,
  seenIn: (value) => Array.isArray(value) && value.every((each) => misfit(each, SIGHTING) === undefined),
};

const FILE: Shape = { version: (value) => value === NONE.version, leaks: Array.isArray };

/** Where the file is not what it should be, in words. */
function firstWrong(value: unknown): string | undefined {
  const field = misfit(value, FILE);
  if (field !== undefined) {
    return field;
  }
  for (const [index, leak] of (value as LeakBaselineFile).leaks.entries()) {
    const wrong = misfit(leak, LEAK);
    if (wrong !== undefined) {
      return `leaks[${index}]: ${wrong}`;
    }
  }
  return undefined;
}

/** The first field that does not fit, or that nobody knows: a rewrite would lose it. */
function misfit(value: unknown, shape: Shape): string | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return 'expected an object';
  }
  const known = new Map(Object.entries(shape).map(([name, fits]) => [name.replace('?', ''), fits]));
  const foreign = Object.keys(value).find((name) => !known.has(name));
  if (foreign !== undefined) {
    return `unknown field ${JSON.stringify(foreign)}`;
  }
  const wrong = Object.entries(shape).find(([name, fits]) => {
    const field = name.replace('?', '');
    return Object.hasOwn(value, field) ? !fits(Reflect.get(value, field)) : field === name;
  });
  return wrong && `field ${JSON.stringify(wrong[0].replace('?', ''))}`;
}

/** The same test, block or file of the same runner. */
export function sightingKey({ runner, project, file, scope }: Sighting): string {
  return JSON.stringify([runner, project, file, scope.kind, scope.name]);
}

/**
 * Merges several baselines, as the shards of one run have left them, into the one at `target`: what one of them knows is
 * known. Without anything known, `target` is removed.
 *
 * @param paths - the baselines; one that is not there knows nothing.
 * @returns what `target` holds.
 * @throws BaselineError when one of the files, `target` included, is no baseline. Nothing is written then.
 */
export async function mergeBaselines(paths: readonly string[], target: string): Promise<LeakBaselineFile> {
  readBaseline(target);
  const all = unionOf(paths.map(readBaseline));
  await writeBaseline(target, all);
  return all;
}

/** Writes a baseline; one that knows nothing is no file. */
export async function writeBaseline(path: string, baseline: LeakBaselineFile): Promise<void> {
  await replaceJson(path, baseline.leaks.length === 0 ? undefined : baseline);
}

/** All of what the baselines know. */
export function unionOf(baselines: readonly LeakBaselineFile[]): LeakBaselineFile {
  const known = new Map<string, KnownLeak>();
  for (const leak of baselines.flatMap(({ leaks }) => leaks)) {
    const seenIn = [...(known.get(leak.fingerprint)?.seenIn ?? []), ...leak.seenIn];
    known.set(leak.fingerprint, {
      ...leak,
      seenIn: [...new Map(seenIn.map((each) => [sightingKey(each), each])).values()],
    });
  }
  return ordered([...known.values()]);
}

/** `baseline` without the sightings of these keys, and without the leaks that nobody sees then. */
export function without(
  baseline: LeakBaselineFile,
  isGone: (leak: KnownLeak, sighting: Sighting) => boolean,
): LeakBaselineFile {
  return ordered(
    baseline.leaks
      .map((leak) => ({ ...leak, seenIn: leak.seenIn.filter((sighting) => !isGone(leak, sighting)) }))
      .filter(({ seenIn }) => seenIn.length > 0),
  );
}

function ordered(leaks: readonly KnownLeak[]): LeakBaselineFile {
  const inOrder = leaks.map((leak) => ({
    ...leak,
    seenIn: leak.seenIn.toSorted((a, b) => compare(sightingKey(a), sightingKey(b))),
  }));
  return { version: 1, leaks: inOrder.toSorted((a, b) => compare(a.fingerprint, b.fingerprint)) };
}

/** By code units, the same on every machine. */
function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
