// Invariant: nothing is written but the report itself and files beside it whose names begin with the report's.

import { randomUUID } from 'node:crypto';
import { appendFileSync, existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, rmdir, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { formatPath } from '@watertight/leak-detector';
import { ReportFileError } from './errors.ts';
import type { Platform } from './platform.ts';
import type { JudgedLeak } from './verdict.ts';

/** Where a leak comes from. */
export interface LeakSource {
  readonly runner: string;
  /** The runner's project, where it has several. */
  readonly project?: string;
  /** The test file; in a report, relative to the project's root. */
  readonly file: string;
}

/** What a part of a report is made of. */
export interface ReportFileSetup {
  /** The report's path relative to `root`. */
  readonly path: string;
  readonly root: string;
  /** The same for all workers of a run, another one for every run. */
  readonly runId: string;
  readonly source: LeakSource;
  readonly platform: Platform;
}

/** What `watertight-report.json` holds. */
export interface LeakReportFile {
  readonly version: 1;
  /** The test run that wrote it: a report of another run is replaced, not added to. */
  readonly runId: string;
  readonly leaks: readonly (LeakSource & JudgedLeak)[];
}

/** A line of a part: the leaks of one scope, as they were judged. */
interface PartLine {
  readonly runId: string;
  readonly source: LeakSource;
  readonly leaks: readonly JudgedLeak[];
}

/** The version of the report's shape. */
const VERSION = 1;

// The real clock, taken before a test can fake it.
const nowMs = Date.now;

/** How long other workers get to finish their merging, and how often they are asked, in milliseconds. */
const LOCK_WAIT_MS = 2000;
const LOCK_RETRY_MS = 10;

/** A lock older than this, in milliseconds, belongs to a worker that was killed. */
const LOCK_STALE_MS = 10_000;

/**
 * The part of one test file in the report of a run, which all workers write together.
 *
 * A leak is on disk as soon as it is judged, in a file of its worker's own; a worker that is killed loses nothing. When a
 * test file ends, whatever is complete is merged into the report.
 */
export class ReportFile {
  readonly #path: string;
  readonly #runId: string;
  readonly #source: LeakSource;
  readonly #platform: Platform;
  readonly #root: string;
  readonly #part: string;
  #written = false;
  #failure: ReportFileError | undefined;

  constructor({ path, root, runId, source, platform }: ReportFileSetup) {
    this.#path = join(root, path);
    this.#root = root;
    this.#runId = runId;
    this.#source = { ...source, file: formatPath(source.file, root) };
    this.#platform = platform;
    this.#part = `${this.#path}.${process.pid}-${randomUUID()}.part`;
  }

  /** Writes the leaks of one scope down, at once. Never throws: `merge` tells what went wrong. */
  append(leaks: readonly JudgedLeak[]): void {
    if (leaks.length === 0) {
      return;
    }
    const line = JSON.stringify(this.#line(leaks), (key, value) => this.#inRoot(key, value));
    try {
      appendFileSync(this.#part, `${line}\n`);
      this.#written = true;
    } catch (error) {
      this.#failure = new ReportFileError(this.#path, String(error));
    }
  }

  /**
   * The test file has ended: merges what it and others have written; what an earlier run of the same test file reported
   * is replaced. Returns what went wrong. A file in the report's place that is no report is left alone.
   */
  async merge(): Promise<ReportFileError | undefined> {
    try {
      if (this.#written) {
        await rename(this.#part, this.#part.replace(/\.part$/, '.done'));
      }
      const hasWork = existsSync(this.#path) || (await this.#completeParts()).length > 0;
      if (hasWork && (await this.#lock())) {
        await this.#mergeAll().finally(() => rmdir(`${this.#path}.lock`));
      }
      return this.#failure;
    } catch (error) {
      return error instanceof ReportFileError ? error : new ReportFileError(this.#path, String(error));
    }
  }

  async #mergeAll(): Promise<void> {
    const parts = await this.#completeParts();
    // Another worker may have merged what was written here; only a test file without leaks speaks for itself.
    const ownLines = this.#written ? [] : [this.#line([])];
    const lines = [...ownLines, ...(await Promise.all(parts.map(linesOf))).flat()];
    const added = lines.filter(({ runId }) => runId === this.#runId);
    const renewed = new Set(added.map(({ source }) => keyOf(source)));
    const before = await readReport(this.#path);
    const kept = before?.runId === this.#runId ? before.leaks.filter((leak) => !renewed.has(keyOf(leak))) : [];
    const leaks = [...kept, ...added.flatMap((line) => line.leaks.map((leak) => ({ ...line.source, ...leak })))];
    if (leaks.length === 0) {
      await rm(this.#path, { force: true });
    } else {
      await replaceFile(this.#path, { version: VERSION, runId: this.#runId, leaks });
    }
    await Promise.all(parts.map((part) => rm(part)));
  }

  #line(leaks: readonly JudgedLeak[]): PartLine {
    return { runId: this.#runId, source: this.#source, leaks };
  }

  /** Files in stacks are told relative to the root: a report says the same on every machine. */
  #inRoot(key: string, value: unknown): unknown {
    return key === 'file' && typeof value === 'string' ? formatPath(value, this.#root) : value;
  }

  /** Parts of test files that have ended, and of workers that are no more. */
  async #completeParts(): Promise<readonly string[]> {
    const prefix = `${basename(this.#path)}.`;
    const names = (await readdir(dirname(this.#path))).filter((name) => name.startsWith(prefix));
    const complete = names.filter((name) => name.endsWith('.done') || (name.endsWith('.part') && !isAlive(name)));
    return complete.map((name) => join(dirname(this.#path), name)).sort();
  }

  /** Whether the lock was to be had; what is not merged now, the next test file merges. */
  async #lock(): Promise<boolean> {
    const lock = `${this.#path}.lock`;
    for (let waitedMs = 0; waitedMs <= LOCK_WAIT_MS; waitedMs += LOCK_RETRY_MS) {
      try {
        await mkdir(lock);
        return true;
      } catch {
        if ((await ageMs(lock)) > LOCK_STALE_MS) {
          await rmdir(lock).catch(() => undefined);
        }
        await this.#platform.sleep(LOCK_RETRY_MS);
      }
    }
    return false;
  }
}

/** Milliseconds since a file was written; 0 when it is gone. */
async function ageMs(path: string): Promise<number> {
  const written = await stat(path).catch(() => undefined);
  return written === undefined ? 0 : nowMs() - written.mtimeMs;
}

/** Whether the worker that writes the part `name` still runs. */
function isAlive(name: string): boolean {
  const pid = Number(/\.(\d+)-[0-9a-f-]+\.part$/.exec(name)?.[1]);
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
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

async function readReport(path: string): Promise<LeakReportFile | undefined> {
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
    'version' in value &&
    value.version === VERSION &&
    'leaks' in value &&
    Array.isArray(value.leaks)
  );
}

/** A reader sees the old report or the new one, never half of one. */
async function replaceFile(path: string, report: LeakReportFile): Promise<void> {
  const next = `${path}.next`;
  await writeFile(next, `${JSON.stringify(report, null, 2)}\n`);
  await rename(next, path);
}

function keyOf({ runner, project, file }: LeakSource): string {
  return JSON.stringify([runner, project, file]);
}
