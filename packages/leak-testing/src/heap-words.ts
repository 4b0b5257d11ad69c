import { type FormatOptions, formatPath, isHiddenFile } from '@watertight/leak-detector';
import type { HeapStep } from './heap-path.ts';
import type { HeapSnapshot } from './heap-snapshot.ts';

/** How a path is printed. */
export interface PathWording extends FormatOptions {
  /** Packages whose objects, at the end of a path, are a part of what is held: folders that end in a slash. */
  readonly hiddenFolders: ReadonlySet<string>;
}

/** A step of a path that a reader can make something of. */
interface Word {
  readonly text: string;
  /** Where the class or the function was written that it speaks of; nowhere for what the language brings. */
  readonly file?: string | undefined;
  /** It speaks of an object and of one of its fields that has a name. */
  readonly isField?: boolean;
  /** It speaks of what Node or the test runner has on the global object. */
  readonly isRunners?: boolean;
}

/** More words than this, and those in the middle are left out. */
const SHOWN_WORDS = 8;

/** Words that are shown of a path which nothing of the user's is on. */
const NEAREST_WORDS = 2;

/** Characters of a map's key. */
const SHOWN_CHARACTERS = 40;

/** Keys of the global object under which Node and the test runners have their own: fake clocks, what belongs to a vm context. */
const RUNNER_KEY =
  /jest|vitest|node:|nodejs|^(?:(?:set|clear)(?:Timeout|Interval|Immediate)|process|Date|Intl|embedder_data)$/i;

const DEPENDENCY = /[\\/]node_modules[\\/]/;

/** The edge from a key to the value that a weak map has for it. */
const WEAK_MAP_VALUE = / part of key .* pair in WeakMap /;

/** What V8 calls the variables of a function or a block. */
const CONTEXT = 'system / Context';

const ACCESSOR = /^[gs]et /;

/** What V8 calls a native module. */
const MODULE = 'system / SourceTextModule';

/** Names that are told where it is not sure which of them a variable has. */
const SHOWN_CANDIDATES = 2;

/** Edges of V8's own that lead from an object to what a reader calls its content. */
const CONTENT_EDGES: ReadonlySet<string> = new Set(['table', 'reactions_or_result']);

/**
 * A path as a reader would say it: `globalThis.cache`, `Map`, `"conn-7"`, `Session.buffer`. It begins where the user's own
 * code does, and ends before what is held. No words, where all of it is the resource's own.
 */
export function wordsOf(snapshot: HeapSnapshot, path: readonly HeapStep[], wording: PathWording): readonly string[] {
  const reader = new PathReader(snapshot, wording.root);
  const words = path.map((step) => reader.wordOf(step)).filter((word) => word !== undefined);
  return shortened(ofTheUser(words, wording.hiddenFolders));
}

/**
 * Without what belongs to the resource itself at the end, and without what Node and the test runner hold it all by; but an
 * object of Node's that has it in a field, a timer for one, tells most.
 */
function ofTheUser(words: readonly Word[], hiddenFolders: ReadonlySet<string>): readonly Word[] {
  const isOwn = ({ file = '' }: Word): boolean =>
    [...hiddenFolders].some((folder) => formatPath(file).startsWith(folder));
  const path = words.slice(0, words.findLastIndex((word) => !isOwn(word)) + 1);
  const isHidden = ({ file = '' }: Word): boolean => isHiddenFile(file, hiddenFolders);
  const users = path.findIndex((word) => word.file !== undefined && !isHidden(word) && !DEPENDENCY.test(word.file));
  const foreign = path.findLastIndex(
    (word, index) => word.isRunners === true || isHidden(word) || (index < users && word.file !== undefined),
  );
  const last = path[foreign];
  if (last?.isField === true && last.file?.startsWith('node:') === true) {
    return path.slice(foreign);
  }
  if (foreign === -1) {
    return path;
  }
  // Lists and plain objects next to a runner's are the runner's, too.
  const rest = path.slice(foreign + 1);
  const first = rest.findIndex(({ file }) => file !== undefined);
  return first === -1 ? (rest.length === 0 ? path : rest).slice(-NEAREST_WORDS) : rest.slice(first);
}

function shortened(words: readonly Word[]): readonly string[] {
  const half = SHOWN_WORDS / 2;
  const texts = words.map(({ text }) => text);
  return texts.length <= SHOWN_WORDS ? texts : [...texts.slice(0, half), '…', ...texts.slice(-half)];
}

/** Puts the steps of one path into words, from its beginning to its end. */
class PathReader {
  readonly #snapshot: HeapSnapshot;
  readonly #root: string | undefined;
  /** Where the function was written that the path was last at. */
  #file: string | undefined;
  #global: number | undefined;
  /** Whether the path came through a native module, whose exports stand in tables. */
  #isModule = false;

  constructor(snapshot: HeapSnapshot, root: string | undefined) {
    this.#snapshot = snapshot;
    this.#root = root;
  }

  wordOf({ from, edge }: HeapStep): Word | undefined {
    const snapshot = this.#snapshot;
    const kind = snapshot.kindOfEdge(edge);
    const name = snapshot.nameOfEdge(edge);
    if (from === 0) {
      this.#global = kind === 'shortcut' ? snapshot.edgeTarget[edge] : undefined;
      return undefined;
    }
    this.#isModule = snapshot.nameOf(from) === MODULE || (this.#isModule && snapshot.kindOf(from) === 'array');
    if (from === this.#global && name === 'global_object') {
      // Since Node 26, a proxy stands before it.
      this.#global = snapshot.edgeTarget[edge];
      return undefined;
    }
    if (from === this.#global) {
      return { text: `globalThis${access(kind, name)}`, ...(RUNNER_KEY.test(name) && { isRunners: true }) };
    }
    this.#file = fileOf(snapshot, from) ?? fileOf(snapshot, snapshot.follow(from, 'function')) ?? this.#file;
    if (snapshot.nameOf(from) === CONTEXT) {
      const variable = kind === 'context' ? name : kind === 'hidden' ? hiddenVariable(snapshot, from, edge) : undefined;
      return variable === undefined ? undefined : this.#inFile(variable);
    }
    if (name === 'parameters_and_registers') {
      return this.#inFile(`${nameOf(snapshot, snapshot.follow(from, 'function'))}()`);
    }
    if (snapshot.kindOf(from) === 'native') {
      return undefined;
    }
    if (snapshot.kindOf(from) === 'array') {
      const key = kind === 'internal' ? keyOf(snapshot, from, Number(name)) : undefined;
      return key === undefined ? undefined : { text: this.#isModule ? `export ${key}` : key };
    }
    const file = fileOf(snapshot, from) ?? classFile(snapshot, from);
    const owner = nameOf(snapshot, from);
    if (kind === 'property' || kind === 'element') {
      // An accessor holds what its function does, which is told next.
      return ACCESSOR.test(name)
        ? undefined
        : { text: `${owner}${access(kind, name)}`, file, isField: !name.startsWith('<symbol') };
    }
    if (WEAK_MAP_VALUE.test(name)) {
      return { text: `WeakMap.get(${owner})`, file };
    }
    return CONTENT_EDGES.has(name) ? { text: owner, file } : undefined;
  }

  #inFile(name: string): Word {
    const place = this.#file === undefined ? '' : ` in ${formatPath(this.#file, this.#root)}`;
    return { text: `${name}${place}`, file: this.#file };
  }
}

/** `.cache`, `.#free`, `[Symbol(state)]`, `["conn-7"]`, `[3]`. */
function access(kind: string, name: string): string {
  if (kind === 'element') {
    return `[${name}]`;
  }
  const symbol = /^<symbol ?(.*)>$/.exec(name)?.[1];
  if (symbol !== undefined) {
    return `[Symbol(${symbol})]`;
  }
  return /^#?[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(name) ? `.${name}` : `[${JSON.stringify(short(name))}]`;
}

function short(text: string): string {
  return text.length <= SHOWN_CHARACTERS ? text : `${text.slice(0, SHOWN_CHARACTERS)}…`;
}

/** A class's or a function's name; what an anonymous one is called is up to V8. */
function nameOf(snapshot: HeapSnapshot, node: number | undefined): string {
  return (node === undefined ? '' : snapshot.nameOf(node)) || '(anonymous)';
}

/** Where a function was written. */
function fileOf(snapshot: HeapSnapshot, node: number | undefined): string | undefined {
  const shared = snapshot.follow(node, 'shared');
  // Node 20 has another name for it.
  const script = snapshot.follow(shared, 'script') ?? snapshot.follow(shared, 'script_or_debug_info');
  return script === undefined ? undefined : snapshot.nameOf(script);
}

/** Where the class of an object was written. */
function classFile(snapshot: HeapSnapshot, object: number): string | undefined {
  return fileOf(snapshot, snapshot.follow(snapshot.follow(object, '__proto__'), 'constructor'));
}

/** The key in a map's table whose value stands at `index`: it stands right before it. Numbers are not in the snapshot. */
function keyOf(snapshot: HeapSnapshot, table: number, index: number): string | undefined {
  const key = snapshot.follow(table, String(index - 1));
  return key !== undefined && snapshot.kindOf(key) === 'string'
    ? JSON.stringify(short(snapshot.nameOf(key)))
    : undefined;
}

/**
 * The name of a variable that V8 has put into the context of a block: there, it numbers those that hold no small integer
 * instead of naming them. Functions and classes, whose names are known, tell how many were skipped before and after.
 */
function hiddenVariable(snapshot: HeapSnapshot, context: number, edge: number): string | undefined {
  const names = snapshot
    .edgesOf(snapshot.follow(context, 'scope_info') ?? context)
    .map((each) => snapshot.edgeTarget[each] ?? 0)
    .filter((node) => snapshot.kindOf(node) === 'string')
    .map((node) => snapshot.nameOf(node));
  const values = snapshot.edgesOf(context).filter((each) => snapshot.kindOfEdge(each) === 'hidden');
  const index = (each: number): number => Number(snapshot.nameOfEdge(each));
  const skippedBefore = (each: number): number | undefined => {
    const value = snapshot.edgeTarget[each] ?? 0;
    const at = snapshot.kindOf(value) === 'closure' ? names.indexOf(snapshot.nameOf(value)) : -1;
    return at < index(each) ? undefined : at - index(each);
  };
  const known = values
    .map((each) => ({ each, skipped: skippedBefore(each) }))
    .filter(({ skipped }) => skipped !== undefined);
  const atLeast = known.findLast(({ each }) => each < edge)?.skipped ?? 0;
  const atMost = known.find(({ each }) => each > edge)?.skipped ?? names.length - 1 - index(values.at(-1) ?? edge);
  const candidates = names.slice(index(edge) + atLeast, index(edge) + atMost + 1);
  if (names.length === 0) {
    // Not a block of anybody's, but one of V8's own functions.
    return undefined;
  }
  return candidates.length === 0 || candidates.length > SHOWN_CANDIDATES ? 'a variable' : candidates.join(' or ');
}
