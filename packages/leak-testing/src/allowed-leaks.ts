import { type FormatOptions, formatPath, type LeakReport, type StackFrame } from '@watertight/leak-detector';
import picomatch from 'picomatch';
import { checkOption, checkOptions, isRecord, type OptionRule } from './option-check.ts';

/** Leaks that are meant to be, as an entry of the option `allowLeaks`. */
export interface AllowedLeaks {
  /**
   * Where they are created: a glob over the paths of the creating frames, relative to the project's root; the name of a
   * function may follow: `src/legacy/**`, `src/pool.ts#acquire`. One frame that matches is enough.
   */
  readonly at: string;
  /** Why they are meant to be; shown wherever they are listed. */
  readonly reason: string;
  /** The last day of the allowance: `2026-12-31`. Afterwards these leaks fail again. */
  readonly until?: string;
  /** The full name of the tests it is for: `*` stands for anything, and `/…/` is a regular expression. Default: any. */
  readonly test?: string;
}

/** An entry that is ready to be asked. */
export interface Allowance {
  readonly entry: AllowedLeaks;
  /** Its last day has passed. */
  readonly isExpired: boolean;
  matches(report: LeakReport): boolean;
}

const DAY = /^\d{4}-\d{2}-\d{2}$/;

const RULES: { readonly [name in keyof AllowedLeaks]-?: OptionRule } = {
  at: [isText, "a glob and, if need be, a function: 'src/pool.ts#acquire'"],
  reason: [isText, 'a sentence that says why'],
  until: [(value) => value === undefined || isDay(value), 'a day such as 2026-12-31'],
  test: [
    (value) => value === undefined || (isText(value) && isPattern(value)),
    "the name of a test, 'pool *' or '/^pool/'",
  ],
};

const ENTRY: OptionRule = [isRecord, 'an object'];

/** @throws OptionError for an entry that is not what it can be; the message names the entry and the field. */
export function checkAllowedLeaks(entries: readonly unknown[]): void {
  entries.forEach((entry, index) => {
    const name = `allowLeaks[${index}]`;
    checkOption(name, entry, ENTRY);
    checkOptions({ at: undefined, reason: undefined, ...Object(entry) }, RULES, `${name}.`);
  });
}

/**
 * Makes `entry` ready for use.
 *
 * @param today - the day by which an entry expires, as `until` is written.
 */
export function toAllowance(entry: AllowedLeaks, today: string, { root, functionNames }: FormatOptions): Allowance {
  const [glob = '', functionName] = entry.at.split('#');
  const isPath = picomatch(glob, { dot: true });
  const isTest = entry.test === undefined ? undefined : toPattern(entry.test);
  return {
    entry,
    isExpired: entry.until !== undefined && entry.until < today,
    matches({ createdAt, scope }) {
      if (isTest !== undefined && !(scope.kind === 'test' && isTest.test(scope.name))) {
        return false;
      }
      return createdAt.some(
        (frame, index) =>
          isPath(formatPath(frame.file, root)) &&
          (functionName === undefined || namesOf(createdAt, index, functionNames !== false).includes(functionName)),
      );
    },
  };
}

/** How a frame's function may be called in a configuration: `Pool.acquire` goes by `acquire`, too. */
function namesOf(frames: readonly StackFrame[], index: number, exact: boolean): readonly string[] {
  // Where a source map has renamed the frames, each is named after what it calls: the caller's name is this one's.
  return frames.slice(index, exact ? index + 1 : index + 2).flatMap(({ functionName }) => {
    const name = functionName.replace(/^(?:async |new )+/, '').replace(/ \[as .*\]$/, '');
    return [name, name.slice(name.lastIndexOf('.') + 1)];
  });
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value.trim() !== '';
}

/** A day that the calendar has: the 30th of February is none. */
function isDay(value: unknown): boolean {
  return typeof value === 'string' && DAY.test(value) && toDay(new Date(value)) === value;
}

/** A moment's day as `until` is written, in UTC; none for an invalid date. */
function toDay(moment: Date): string | undefined {
  return Number.isNaN(moment.getTime()) ? undefined : moment.toISOString().slice(0, 'yyyy-mm-dd'.length);
}

function isPattern(text: string): boolean {
  try {
    toPattern(text);
    return true;
  } catch {
    return false;
  }
}

function toPattern(text: string): RegExp {
  const source = /^\/(.+)\/$/.exec(text)?.[1];
  return new RegExp(source ?? `^${text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replaceAll('\\*', '.*')}$`, 's');
}
