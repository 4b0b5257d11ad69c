import { randomUUID } from 'node:crypto';
import { appendFileSync, existsSync, mkdirSync } from 'node:fs';
import { readFile, rename } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { formatPath } from '@watertight/leak-detector';
import { ReportFileError } from './errors.ts';
import type { Findings, LeakSource } from './findings.ts';
import { mergeParts, type PartLine, type ReportPlace, reportFiles } from './report-file.ts';

/** What a part of a report is made of. */
export interface ReportPartSetup extends ReportPlace {
  readonly source: LeakSource;
  /** Whether somebody merges what is left when the run has ended. */
  readonly isMergedAtEnd: boolean;
}

/**
 * The part of one test file in the report of a run, which all workers write together.
 *
 * A leak is on disk as soon as it is judged, in a file of its worker's own; a worker that is killed loses nothing. When a
 * test file ends, whatever is complete is merged into the report, at once or when there is enough of it.
 */
export class ReportPart {
  readonly #place: ReportPlace;
  readonly #path: string;
  readonly #source: LeakSource;
  readonly #part: string;
  readonly #when: 'now' | 'due';
  #written = false;
  #failure: ReportFileError | undefined;

  constructor({ source, isMergedAtEnd, ...place }: ReportPartSetup) {
    this.#place = place;
    this.#when = isMergedAtEnd ? 'due' : 'now';
    this.#path = join(place.root, place.path);
    this.#source = source;
    this.#part = `${this.#path}.${process.pid}-${randomUUID()}.part`;
  }

  /** Writes down what was found, at once. Never throws: `merge` tells what went wrong. */
  append(findings: Partial<Findings>): void {
    if (Object.values(findings).every(({ length }) => length === 0)) {
      return;
    }
    this.#write(findings);
  }

  /** Whether what was found so far in this run, by any worker, says what holds one of the leaks. */
  async tellsOfHolders(): Promise<boolean> {
    const files = await reportFiles(this.#path);
    const texts = await Promise.all(files.map((file) => readFile(file, 'utf8').catch(() => '')));
    return texts.some(
      (text) => text.includes(JSON.stringify(this.#place.runId)) && /"retainingPath(?:Note)?"/.test(text),
    );
  }

  /**
   * The test file has ended: merges what it and others have written; what an earlier run of the same test file reported
   * is replaced. Returns what went wrong. A file in the report's place that is no report is left alone.
   */
  async merge(): Promise<ReportFileError | undefined> {
    try {
      if (!this.#written && existsSync(this.#path)) {
        // A test file without leaks speaks for itself: it may have had some before.
        this.#write({});
      }
      if (this.#written) {
        await rename(this.#part, this.#part.replace(/\.part$/, '.done'));
      }
      await mergeParts(this.#place, this.#when);
      return this.#failure;
    } catch (error) {
      return error instanceof ReportFileError ? error : new ReportFileError(this.#path, String(error));
    }
  }

  #write(findings: Partial<Findings>): void {
    const line: PartLine = { runId: this.#place.runId, source: this.#source, ...findings };
    const text = JSON.stringify(line, (key, value) => this.#inRoot(key, value));
    try {
      mkdirSync(dirname(this.#part), { recursive: true });
      appendFileSync(this.#part, `${text}\n`);
      this.#written = true;
    } catch (error) {
      this.#failure = new ReportFileError(this.#path, String(error));
    }
  }

  /** Files in stacks are told relative to the root: a report says the same on every machine. */
  #inRoot(key: string, value: unknown): unknown {
    return key === 'file' && typeof value === 'string' ? formatPath(value, this.#place.root) : value;
  }
}
