// Invariant: a stack that was captured but not formatted keeps every receiver (`this`) on it alive, so whoever asks
// the garbage collector anything calls `format()` on all stacks first.

/** One line of a stack, as V8 (or the source map support of a test runner) printed it. */
export interface StackFrame {
  /** As V8 names it: `decodeFrame`, `Handler.read`, `async run`; empty for an anonymous function at top level. */
  readonly functionName: string;
  /** A path, a `file:` URL or whatever the source map says. */
  readonly file: string;
  /** Counted from 1. */
  readonly line: number;
  /** Counted from 1. */
  readonly column: number;
  /** Only where the line stands at a module's top level, and the module's evaluation called it. */
  readonly topLevel?: true;
}

/** Frames kept of one stack, before those of libraries are cut. */
export const CAPTURED_FRAMES = 13;

/** Taken before a program can put another one in its place. */
export const NativeError = Error;

/** Folders of the test runners: their frames never created a resource on their own account. */
const RUNNER_FOLDER = /[\\/]node_modules[\\/](?:vitest|@vitest|vite|tinypool|jest|jest-[a-z-]+|@jest|expect)[\\/]/;

/** What compilers put in for a construct they lower, `using` for one; bundlers mark such modules with a NUL. */
const COMPILER_HELPER =
  /^\0|@oxc-project[+\\/]runtime|[\\/]node_modules[\\/](?:@babel[\\/]runtime|@swc[\\/]helpers|tslib)[\\/]/;

/** Files of Node, Jest and Vitest whose functions evaluate modules. */
const MODULE_EVALUATION =
  /^node:internal\/(?:modules|vm\/module)\b|[\\/]node_modules[\\/](?:jest-runtime|vitest[\\/]dist[\\/]module-evaluator)\b/;

/** Stands between an asynchronous function and whoever awaits it. */
const TASK_QUEUE = 'node:internal/process/task_queues';

const FRAME = /^\s*at (?:(.*?) \()?(.+?):(\d+):(\d+)\)?$/;

/** A package of this project, or one of a user's monorepo that happens to have a name of ours, is told by its folder. */
const OWN_PACKAGE = /^(.*\/(?:@watertight|packages)\/[a-z-]+\/)(?:dist|src)\/[^/]*$/;

/** The place a piece of code was called from: captured cheaply, formatted late and only once. */
export class CallStack {
  // Plain, for speed: a program at paranoid makes little else.
  declare private captured: Error | undefined;
  declare private formatted: readonly StackFrame[] | undefined;

  /** @param captured - made at that place; none: it is not known. */
  constructor(captured: Error | undefined) {
    this.captured = captured;
    this.formatted = undefined;
  }

  /**
   * Captures the caller's stack: about 1 µs, and a third of one for each frame (Node 24). Never throws.
   *
   * @param frames - how many frames are kept, this one among them, before those of libraries are cut.
   */
  static capture(frames = CAPTURED_FRAMES): CallStack {
    const limit = currentLimit();
    let captured: Error | undefined;
    try {
      limitFrames(frames);
      // Cheaper than `captureStackTrace`, which gives an object a further property and compares functions on its way.
      captured = new NativeError();
    } catch {
      // Out of memory or of stack: a record without its stack is better than none.
    } finally {
      limitFrames(limit);
    }
    return new CallStack(captured);
  }

  /** The frames that remain when those of Node, of test runners and of `hidden` packages are cut; formats on the first call. */
  frames(hidden: ReadonlySet<string>): readonly StackFrame[] {
    if (this.formatted === undefined) {
      this.formatted = framesOf(textOf(this.captured), hidden);
      this.captured = undefined;
    }
    return this.formatted;
  }
}

/** Of what was not captured. */
export const NO_STACK = new CallStack(undefined);

/** How many frames a stack has now. */
export function currentLimit(): number {
  try {
    return NativeError.stackTraceLimit;
  } catch {
    // A getter of the program's that throws: then there are no stacks, whatever is set.
    return 0;
  }
}

/** Sets how many frames a stack has. A program that has frozen its `Error` keeps the depth that its owner chose. */
export function limitFrames(frames: number): void {
  try {
    NativeError.stackTraceLimit = frames;
  } catch {}
}

/**
 * The folder prefix by which frames of one of our own packages are told, or `undefined` when `moduleUrl` is not in a
 * package's own folder (bundled into a program, where hiding its folder would hide the program).
 */
export function packageFolder(moduleUrl: string): string | undefined {
  return OWN_PACKAGE.exec(toPath(moduleUrl))?.[1];
}

/** A frame's file as a plain path with forward slashes, whether it was printed as a path or as a `file:` URL. */
export function toPath(file: string): string {
  const path = file.startsWith('file://') ? decode(file.slice('file://'.length)) : file;
  return path.replaceAll('\\', '/').replace(/^\/(?=[A-Za-z]:\/)/, '');
}

function decode(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

/** Formatting runs the user's `Error.prepareStackTrace`, which may throw or return anything. */
function textOf(captured: { readonly stack?: unknown } | undefined): string {
  try {
    const stack = captured?.stack;
    return Array.isArray(stack) ? stack.map((site) => `    at ${site}`).join('\n') : String(stack);
  } catch {
    return '';
  }
}

/** Frames of texts that were seen: a place that opens a million resources has one stack, or a few. */
const seen = new Map<string, readonly StackFrame[]>();

/** More than these, and all are forgotten. */
const MAX_SEEN = 1000;

/** Folders that were hidden when `seen` was filled; there may be more later, or another detector's. */
let seenWithout: ReadonlySet<string> | undefined;
let seenWithoutCount = 0;

function framesOf(text: string, hidden: ReadonlySet<string>): readonly StackFrame[] {
  if (seen.size >= MAX_SEEN || seenWithout !== hidden || seenWithoutCount !== hidden.size) {
    seen.clear();
    seenWithout = hidden;
    seenWithoutCount = hidden.size;
  }
  const known = seen.get(text) ?? visible(parse(text), hidden);
  seen.set(text, known);
  return known;
}

function parse(text: string): readonly StackFrame[] {
  const frames = text.split('\n').flatMap((line) => {
    const match = FRAME.exec(line);
    if (match === null || match[2] === TASK_QUEUE) {
      return [];
    }
    const [, functionName = '', file = '', lineNumber, column] = match;
    return [{ functionName, file, line: Number(lineNumber), column: Number(column) }];
  });
  return frames.map((frame, index) => {
    const topLevel = MODULE_EVALUATION.test(frames[index + 1]?.file ?? '');
    return Object.freeze(topLevel ? { ...frame, topLevel } : frame);
  });
}

/** Where all frames are hidden, those of the package that was called first and all below: a frame too many is better than none. */
function visible(frames: readonly StackFrame[], hidden: ReadonlySet<string>): readonly StackFrame[] {
  const kept = frames.filter((frame) => !isHiddenFile(frame.file, hidden));
  if (kept.length > 0) {
    return Object.freeze(kept);
  }
  const packages = frames.map(({ file }) => packageFolder(file));
  const outermost = packages.findLast((folder) => folder !== undefined);
  return Object.freeze(frames.slice(Math.max(packages.indexOf(outermost), 0)));
}

/** Whether `file` is Node's, a test runner's, or one of the packages whose folders are `hidden`. */
export function isHiddenFile(file: string, hidden: ReadonlySet<string>): boolean {
  if (file.startsWith('node:') || RUNNER_FOLDER.test(file) || COMPILER_HELPER.test(file)) {
    return true;
  }
  const path = toPath(file);
  for (const folder of hidden) {
    if (path.startsWith(`${folder}dist/`) || path.startsWith(`${folder}src/`)) {
      return true;
    }
  }
  return false;
}
