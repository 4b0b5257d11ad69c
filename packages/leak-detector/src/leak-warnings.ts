import { formatMisuse, formatPlace, formatReport } from './format-report.ts';
import type { LeakLevel } from './leak-level.ts';
import type { LeakReport } from './leak-report.ts';
import type { MisuseReport } from './misuse.ts';

/** What warnings need of the world. */
export interface WarningPlatform {
  /** Prints one warning. */
  emit(message: string): void;
  /** Milliseconds from any fixed moment. */
  now(): number;
}

/** Node's warnings, which a program can listen to and users can silence; elsewhere, the console. */
export const warningPlatform: WarningPlatform = {
  emit(message) {
    if (typeof process === 'undefined') {
      console.error(message);
    } else {
      process.emitWarning(message, { type: 'LeakWarning', code: 'WATERTIGHT_LEAK' });
    }
  },
  now: () => performance.now(),
};

/** Warnings printed in one period; the others are counted. */
const WARNINGS_PER_PERIOD = 10;

const PERIOD_MS = 60_000;

/** Places whose leaks are counted one by one; those of further places are counted together. */
const MAX_PLACES = 1000;

/** Frames that places are told apart by: of most leaks in production, no more are known. */
const TELLING_FRAMES = 3;

/** A place that goes on leaking is told of again when its count has grown this many times. */
const GROWTH = 10;

/** The same leaks, by the line that created them. */
interface Place {
  count: number;
  tellAt: number;
}

/**
 * Turns reports into warnings with Netty's opening words: the first leak of a place at once, then each tenfold, and never
 * more than a few a minute. Memory is bounded, however much leaks.
 */
export class LeakWarnings {
  readonly #platform: WarningPlatform;
  readonly #places = new Map<string, Place>();
  #periodEndMs = 0;
  #printed = 0;
  #unprinted = 0;

  constructor(platform: WarningPlatform) {
    this.#platform = platform;
  }

  /** Warns of a leak, or counts it. */
  add(report: LeakReport, level: LeakLevel): void {
    const place = this.#placeOf(report);
    place.count += 1;
    if (place.count < place.tellAt) {
      return;
    }
    if (!this.#mayPrint()) {
      this.#unprinted += 1;
      return;
    }
    place.tellAt = place.count * GROWTH;
    this.#platform.emit(this.#messageOf(report, place.count, level));
    this.#unprinted = 0;
  }

  /** Warns of a misuse, or counts it. */
  addMisuse(report: MisuseReport): void {
    if (!this.#mayPrint()) {
      this.#unprinted += 1;
      return;
    }
    const headline = `MISUSE: ${report.resourceType} ${report.deed}.`;
    this.#platform.emit([headline, formatMisuse(report), report.remedy].join('\n\n'));
  }

  #placeOf(report: LeakReport): Place {
    const frames = report.createdAt.slice(0, TELLING_FRAMES);
    const wanted = [report.resourceType, ...frames.map((frame) => formatPlace(frame))].join('\n');
    const key = this.#places.has(wanted) || this.#places.size < MAX_PLACES ? wanted : 'elsewhere';
    const place = this.#places.get(key) ?? { count: 0, tellAt: 1 };
    this.#places.set(key, place);
    return place;
  }

  #mayPrint(): boolean {
    const nowMs = this.#platform.now();
    if (nowMs >= this.#periodEndMs) {
      this.#periodEndMs = nowMs + PERIOD_MS;
      this.#printed = 0;
    }
    this.#printed += 1;
    return this.#printed <= WARNINGS_PER_PERIOD;
  }

  #messageOf(report: LeakReport, count: number, level: LeakLevel): string {
    return [
      `LEAK: ${report.resourceType}${missedCall(report)} before it's garbage-collected.`,
      formatReport(report),
      count === 1 ? undefined : `${count} were lost at this place so far.`,
      this.#unprinted === 0 ? undefined : `${this.#unprinted} more warnings were left out.`,
      report.remedy,
      level === 'simple' ? 'WATERTIGHT_LEAK_DETECTION_LEVEL=advanced tells who had it in hand.' : undefined,
    ]
      .filter((paragraph) => paragraph !== undefined)
      .join('\n\n');
  }
}

/** Netty's words for what is counted. */
function missedCall({ refCnt }: LeakReport): string {
  return refCnt === undefined ? ' was not released' : '.release() was not called';
}
