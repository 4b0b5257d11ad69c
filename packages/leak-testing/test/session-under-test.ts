import { createLeakDetector, type LeakDetector, type LeakTracker } from '@watertight/leak-detector';
import { LeakSession, type LeakTestingOptions, type Platform, resolveOptions } from '@watertight/leak-testing';

/** A resource that is open or closed, tracked by the detector it is given. */
export class Door {
  static readonly TYPE = { name: 'Door', remedy: 'Close it.' };
  readonly tracker: LeakTracker<Door> | undefined;

  constructor(detector: LeakDetector) {
    this.tracker = detector.track(this, Door.TYPE, 'a door');
  }

  close(): void {
    this.tracker?.close();
  }
}

/** A world whose time passes only while somebody sleeps. It counts what it is asked for. */
export class StillPlatform implements Platform {
  nowMs = 0;
  readonly asked = { turns: 0, sleepsMs: [] as number[], collections: 0 };
  readonly #events: readonly (readonly [atMs: number, happen: () => void])[];
  readonly #collector: boolean;
  readonly #heapBytes: number;

  /** @param heapBytes - by default, more than anybody looks through unasked. */
  constructor(
    events: readonly (readonly [atMs: number, happen: () => void])[] = [],
    collector = true,
    heapBytes = Number.POSITIVE_INFINITY,
  ) {
    this.#events = events;
    this.#collector = collector;
    this.#heapBytes = heapBytes;
  }

  today(): string {
    return '2026-11-22';
  }

  async turn(): Promise<void> {
    this.asked.turns += 1;
  }

  async sleep(delayMs: number): Promise<void> {
    this.asked.sleepsMs.push(delayMs);
    const until = this.nowMs + delayMs;
    for (const [atMs, happen] of this.#events) {
      if (atMs > this.nowMs && atMs <= until) {
        happen();
      }
    }
    this.nowMs = until;
  }

  collectGarbage(): boolean {
    this.asked.collections += 1;
    return this.#collector;
  }

  heapUsedBytes(): number {
    return this.#heapBytes;
  }

  heapSnapshot(): never {
    throw new Error('this world has no snapshots');
  }
}

/** A session on a detector and a platform of its own; its modules are evaluated. */
export function session(
  options: LeakTestingOptions = {},
  platform: Platform = new StillPlatform(),
  root = '/app',
  functionNames = true,
): { readonly detector: LeakDetector; readonly session: LeakSession } {
  const detector = createLeakDetector();
  const session = new LeakSession({
    options: resolveOptions(options),
    root,
    functionNames,
    pluginUrl: import.meta.url,
    platform,
    detector,
  });
  session.beginRun();
  return { detector, session };
}
