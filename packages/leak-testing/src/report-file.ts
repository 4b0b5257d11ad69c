import { statSync } from 'node:fs';
import { readdir, readFile, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { codeOf, ReportFileError } from './errors.ts';
import type { Findings, FixedLeak, FoundMisuse, LeakSource, StaleAllowance } from './findings.ts';
import { replaceJson, withLock } from './locked-file.ts';
import type { Platform } from './platform.ts';
import type { JudgedLeak } from './verdict.ts';

/** What `watertight-report.json` holds; `watertight-report.schema.json` says it as JSON Schema. */
export interface LeakReportFile {
  readonly version: 1;
  /** The test run that wrote it: a report of another run is replaced, not added to. */
  readonly runId: string;
  /** Every leak of the run, once. */
  readonly leaks: readonly (LeakSource & JudgedLeak)[];
  /** Every misuse of the run that no error was thrown for. */
  readonly misuses: readonly (LeakSource & FoundMisuse)[];
  readonly staleAllowances: readonly (LeakSource & StaleAllowance)[];
  readonly fixed: readonly (LeakSource & FixedLeak)[];
}

/** Where the report of a run is. */
export interface ReportPlace {
  /** The report's path relative to `root`. */
  readonly path: string;
  readonly root: string;
  /** The same for all workers of a run, another one for every run. */
  readonly runId: string;
  readonly platform: Platform;
}

/** A line of a part: something found in a test file. */
export interface PartLine extends Partial<Findings> {
  readonly runId: string;
  readonly source: LeakSource;
}

/** The version of the report's shape. */
const VERSION = 1;

/** How long others get to finish their merging, in milliseconds. */
const LOCK_WAIT_MS = 2000;

/**
 * Merges whatever the workers of a run have completed; what cannot be merged now, the next call merges.
 *
 * @param when - *due*: only when there is as much to add as there is already. Somebody else will then merge the rest: a
 * report that is written anew for every test file takes more time than the tests.
 */
export async function mergeParts(place: ReportPlace, when: 'now' | 'due'): Promise<void> {
  const path = join(place.root, place.path);
  const parts = await completeParts(path);
  if (parts.length > 0 && (when === 'now' || bytesOf(parts) >= bytesOf([path]))) {
    await withLock(path, LOCK_WAIT_MS, place.platform, () => mergeAll(path, place.runId));
  }
}

async function mergeAll(path: string, runId: string): Promise<void> {
  const parts = await completeParts(path);
  try {
    const added = (await Promise.all(parts.map(linesOf))).flat().filter((line) => line.runId === runId);
    const before = await readReport(path);
    const after = merged(
      before?.runId === runId ? before : reportOf(runId, []),
      reportOf(runId, added),
      sourcesOf(added),
    );
    await replaceJson(path, isEmpty(after) ? undefined : after);
  } finally {
    // Also when there is no place for them: every run would leave more of them.
    await Promise.all(parts.map((part) => rm(part)));
  }
}

function bytesOf(paths: readonly string[]): number {
  return paths.reduce((sum, path) => sum + (statSync(path, { throwIfNoEntry: false })?.size ?? 0), 0);
}

/**
 * Merges the reports of several runs, of the shards of one for instance, into the report at `target`. Of a test file that
 * is in several of them, the last one counts. Without anything to report, `target` is removed.
 *
 * @param paths - the reports; one that is not there is a run without leaks.
 * @returns what `target` holds.
 * @throws ReportFileError when one of the files, `target` included, is no report. Nothing is written then.
 */
export async function mergeReports(paths: readonly string[], target: string): Promise<LeakReportFile> {
  const reports = (await Promise.all(paths.map(readReport))).filter((report) => report !== undefined);
  await readReport(target);
  const runId = [...new Set(reports.map((report) => report.runId))].join(' ');
  const all = reports.reduce((sum, report) => merged(sum, report, sourcesOfReport(report)), reportOf(runId, []));
  await replaceJson(target, isEmpty(all) ? undefined : all);
  return all;
}

/** `before`, and instead of what it says of the `renewed` sources, what `after` says. */
function merged(before: LeakReportFile, after: LeakReportFile, renewed: ReadonlySet<string>): LeakReportFile {
  const kept = <T extends LeakSource>(items: readonly T[]): readonly T[] =>
    items.filter((item) => !renewed.has(keyOf(item)));
  return {
    version: VERSION,
    runId: before.runId,
    leaks: [...kept(before.leaks), ...after.leaks],
    misuses: [...kept(before.misuses), ...after.misuses],
    staleAllowances: [...kept(before.staleAllowances), ...after.staleAllowances],
    fixed: [...kept(before.fixed), ...after.fixed],
  };
}

function reportOf(runId: string, lines: readonly PartLine[]): LeakReportFile {
  const all = <T>(itemsOf: (line: PartLine) => readonly T[] | undefined): readonly (LeakSource & T)[] =>
    lines.flatMap((line) => (itemsOf(line) ?? []).map((item) => ({ ...line.source, ...item })));
  return {
    version: VERSION,
    runId,
    leaks: all(({ leaks }) => leaks),
    misuses: all(({ misuses }) => misuses),
    staleAllowances: all(({ staleAllowances }) => staleAllowances),
    fixed: all(({ fixed }) => fixed),
  };
}

function sourcesOf(lines: readonly PartLine[]): ReadonlySet<string> {
  return new Set(lines.map(({ source }) => keyOf(source)));
}

function sourcesOfReport({ leaks, misuses, staleAllowances, fixed }: LeakReportFile): ReadonlySet<string> {
  return new Set([...leaks, ...misuses, ...staleAllowances, ...fixed].map(keyOf));
}

function keyOf({ runner, project, file }: LeakSource): string {
  return JSON.stringify([runner, project, file]);
}

function isEmpty({ leaks, misuses, staleAllowances, fixed }: LeakReportFile): boolean {
  return leaks.length + misuses.length + staleAllowances.length + fixed.length === 0;
}

/** The report at `path` and its parts, complete or not; any of them may not be there any more. */
export async function reportFiles(path: string): Promise<readonly string[]> {
  const names = await readdir(dirname(path)).catch(() => []);
  const parts = names.filter((name) => name.startsWith(`${basename(path)}.`) && /\.(?:part|done)$/.test(name));
  return [path, ...parts.map((name) => join(dirname(path), name)).sort()];
}

/** Parts of test files that have ended, and of workers that are no more. */
async function completeParts(path: string): Promise<readonly string[]> {
  const files = await reportFiles(path);
  return files.filter((file) => file.endsWith('.done') || (file.endsWith('.part') && !isAlive(file)));
}

/** Whether the worker that writes the part `name` still runs. */
function isAlive(name: string): boolean {
  const pid = Number(/\.(\d+)-[0-9a-f-]+\.part$/.exec(name)?.[1]);
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return codeOf(error) === 'EPERM';
  }
}

/** A worker may have been killed in the middle of its last line. */
async function linesOf(part: string): Promise<readonly PartLine[]> {
  const text = await readFile(part, 'utf8');
  return text.split('\n').flatMap((line) => {
    try {
      return [JSON.parse(line)];
    } catch {
      return [];
    }
  });
}

/**
 * The report at `path`; nothing where there is none.
 *
 * @throws ReportFileError for a file that is no report of this version.
 */
export async function readReport(path: string): Promise<LeakReportFile | undefined> {
  const text = await readFile(path, 'utf8').catch(() => undefined);
  if (text === undefined) {
    return undefined;
  }
  try {
    const report: unknown = JSON.parse(text);
    if (isReport(report)) {
      return report;
    }
  } catch {
    // Said below.
  }
  throw new ReportFileError(path, 'it is not a report of Watertight, and is left alone');
}

function isReport(value: unknown): value is LeakReportFile {
  return (
    typeof value === 'object' &&
    value !== null &&
    Reflect.get(value, 'version') === VERSION &&
    typeof Reflect.get(value, 'runId') === 'string' &&
    ['leaks', 'misuses', 'staleAllowances', 'fixed'].every((field) => isListOfSources(Reflect.get(value, field)))
  );
}

function isListOfSources(value: unknown): value is readonly LeakSource[] {
  return (
    Array.isArray(value) &&
    value.every((item) => typeof item === 'object' && item !== null && typeof Reflect.get(item, 'file') === 'string')
  );
}
