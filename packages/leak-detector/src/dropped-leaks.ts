// Invariant: what is watched has no unformatted stack for longer than a turn of the event loop. One would keep the
// resource alive, and the collector would never tell of it.

import { type LeakReport, toReport } from './leak-report.ts';
import type { LeakTracker } from './leak-tracker.ts';

// Taken before anybody can put a fake clock in its place.
const later = setTimeout;

/** Stacks that wait for the turn's end; of more, a program that never gets there would hold everything. */
const MAX_WAITING = 1000;

/** Finds what was dropped without release: when the garbage collector takes a resource that is still open. */
export class DroppedLeaks {
  readonly #tell: (report: LeakReport) => void;
  readonly #registry: FinalizationRegistry<LeakTracker>;
  readonly #waiting = new Set<LeakTracker>();
  #timer: 'none' | 'set' = 'none';

  /** @param tell - gets a report of each leak, once, some time after its collection. Must not throw. */
  constructor(tell: (report: LeakReport) => void) {
    this.#tell = tell;
    this.#registry = new FinalizationRegistry((tracker) => this.#collected(tracker));
  }

  /** Watches a resource that has just been created. Keeps only its tracker. */
  watch(resource: object, tracker: LeakTracker): void {
    this.#registry.register(resource, tracker, tracker);
    this.captured(tracker);
  }

  /** The resource was released, or is meant to stay: nobody waits for its collection any more. */
  forget(tracker: LeakTracker): void {
    this.#waiting.delete(tracker);
    // Else the registry would keep the tracker, and its stacks, not formatted now, the resource.
    this.#registry.unregister(tracker);
  }

  /** A stack of a watched tracker was captured. */
  captured(tracker: LeakTracker): void {
    this.#waiting.add(tracker);
    this.#formatLater();
    if (this.#waiting.size > MAX_WAITING) {
      this.#format();
    }
  }

  #formatLater(): void {
    if (this.#timer === 'none') {
      this.#timer = 'set';
      const timer: { unref?(): void } | number = later(() => {
        this.#timer = 'none';
        this.#format();
      }, 0);
      if (typeof timer === 'object') {
        timer.unref?.();
      }
    }
  }

  #format(): void {
    for (const tracker of this.#waiting) {
      tracker.prepareForCollection();
    }
    this.#waiting.clear();
  }

  #collected(tracker: LeakTracker): void {
    // A scope that was closed has been judged: its leaks are told. A part is told of with what holds it.
    if (tracker.state === 'open' && !tracker.isHeld && tracker.scope.state === 'open') {
      tracker.close();
      this.#tell(toReport(tracker, 'unreachable'));
    }
  }
}
