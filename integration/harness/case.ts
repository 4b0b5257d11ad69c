import { readdir } from 'node:fs/promises';
import { UndecidedCaseError } from './errors.ts';
import { REFUSED_RUNNERS, type Runner, type RunnerFamily } from './runner.ts';

/** What a run of a case comes to. */
export interface Verdict {
  readonly exitCode: number;
  /** How many tests passed: a test that silently did not run is no passed test. */
  readonly passedTests: number;
  /** `file > block > test`. */
  readonly failedTests: readonly string[];
  /** Files that failed by themselves, without one of their tests failing. */
  readonly failedFiles: readonly string[];
}

/** Said instead of a verdict where a runner has no way to write the case down. */
export interface NotExpressible {
  readonly notExpressible: string;
}

/** What `cases/<case>/expected.ts` says. */
export interface Expected {
  /** The situation, in a sentence. */
  readonly situation: string;
  /** The rows of the table of verdicts that the case proves. */
  readonly rows: readonly number[];
  /** Another case: its project is this one's, except for the files that this one has itself. */
  readonly basedOn?: string;
  /** Whether several paths hold its leaks, so that it depends on V8 which of them is told. */
  readonly holdersVary?: true;
  /** Environment variables of the run. */
  readonly env?: Readonly<Record<string, string>>;
  /** A runner that can express the case only from this major version of Node on, and why. */
  readonly needsNode?: Readonly<Partial<Record<Runner['name'], { readonly major: number; readonly reason: string }>>>;
  /** One for a family of runners, or for one runner where it differs from its family. */
  readonly verdicts: Readonly<Partial<Record<Runner['name'] | RunnerFamily, Verdict | NotExpressible>>>;
}

/** A small user project and what has to come of it. */
export interface Case {
  readonly name: string;
  readonly expected: Expected;
}

/** Where the cases stand, one folder each. */
export const CASES = new URL('../cases/', import.meta.url);

/** All cases, by name. */
export async function loadCases(): Promise<readonly Case[]> {
  const entries = await readdir(CASES, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  return Promise.all(names.sort().map(loadCase));
}

/** Those of `cases` that are run with `runner`. */
export function casesFor(runner: Runner, cases: readonly Case[]): readonly Case[] {
  return REFUSED_RUNNERS.includes(runner) ? cases.filter(({ expected }) => runner.name in expected.verdicts) : cases;
}

/** The whole report that `runner` has to print, normalised. */
export function expectedText(name: string, runner: Runner): URL {
  return new URL(`${name}/expected/${runner.name}.txt`, CASES);
}

/**
 * What has to come of the case with `runner`.
 *
 * @throws UndecidedCaseError when the case does not say.
 */
export function expectedVerdict({ name, expected }: Case, runner: Runner): Verdict | NotExpressible {
  const verdict = expected.verdicts[runner.name] ?? expected.verdicts[runner.family];
  if (verdict === undefined) {
    throw new UndecidedCaseError(name, runner.name);
  }
  return verdict;
}

async function loadCase(name: string): Promise<Case> {
  const { expected }: { expected: Expected } = await import(new URL(`${name}/expected.ts`, CASES).href);
  return { name, expected };
}
