// Invariant: what is watched has no unformatted stack for longer than a turn of the event loop. One would keep the
// resource alive, and the collector would never take it.

import { type LeakReport, toReport } from './leak-report.ts';
import type { LeakScope } from './leak-scope.ts';
import { type LeakTracker, NOWHERE } from './leak-tracker.ts';

// Taken before anybody can put a fake clock in its place.
const later = setTimeout;

/** Trackers that wait for the turn's end; of more, a program that never gets there would hold everything. */
const MAX_WAITING = 1000;

/** How much is done in one turn: a few milliseconds. Looking at a tracker is 1, making its report is more. */
const EFFORT_OF_A_TURN = 10_000;

const EFFORT_OF_A_REPORT = 50;

/**
 * Finds what was dropped without release, when the garbage collector has taken a resource that is still open.
 *
 * A resource that lives and is released costs a place in a list, no more: nothing is registered with the collector for
 * it. One object that nobody holds tells that there was a collection, and then the open ones are looked through.
 */
export class DroppedLeaks {
  readonly #tell: (report: LeakReport) => void;
  readonly #registry: FinalizationRegistry<undefined>;
  readonly #always: LeakScope;
  readonly #scopes: Set<LeakScope>;
  #waiting: LeakTracker[] = [];
  #timer: 'none' | 'set' = 'none';
  #sentinel: 'none' | 'set' = 'none';
  #looking: 'no' | 'yes' | 'and again' = 'no';

  /**
   * @param always - a scope whose budget is renewed with each collection, also when nothing in it outlives its turn.
   * @param tell - gets a report of each leak, once, some time after its collection. Must not throw.
   */
  constructor(always: LeakScope, tell: (report: LeakReport) => void) {
    this.#always = always;
    this.#scopes = new Set([always]);
    this.#tell = tell;
    this.#registry = new FinalizationRegistry(() => this.#collected());
  }

  /** A stack of a tracker was captured, whose resource somebody has to watch. */
  watch(tracker: LeakTracker): void {
    if (tracker.waitsAt !== NOWHERE) {
      return;
    }
    tracker.waitsAt = this.#waiting.length;
    this.#waiting.push(tracker);
    if (this.#timer === 'none') {
      this.#timer = 'set';
      inATurn(() => {
        this.#timer = 'none';
        this.#format();
      });
    }
    if (this.#waiting.length > MAX_WAITING) {
      this.#format();
    }
  }

  /** Formats before the turn ends what would keep resources alive. */
  prepareForCollection(): void {
    this.#format();
  }

  /** The resource was released, or is meant to stay: its stacks need not be formatted. The last one takes its place. */
  forget(tracker: LeakTracker): void {
    const at = tracker.waitsAt;
    if (at === NOWHERE) {
      return;
    }
    tracker.waitsAt = NOWHERE;
    const last = this.#waiting.pop();
    if (last !== undefined && last !== tracker) {
      this.#waiting[at] = last;
      last.waitsAt = at;
    }
  }

  #format(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const tracker of waiting) {
      tracker.waitsAt = NOWHERE;
      tracker.prepareForCollection();
      this.#scopes.add(tracker.scope);
    }
    this.#awaitCollection();
  }

  #awaitCollection(): void {
    if (this.#sentinel === 'none') {
      this.#sentinel = 'set';
      this.#registry.register({}, undefined);
    }
  }

  #collected(): void {
    this.#sentinel = 'none';
    this.#awaitCollection();
    if (this.#looking === 'no') {
      this.#looking = 'yes';
      this.#lookThrough(this.#open(), 0);
    } else {
      this.#looking = 'and again';
    }
  }

  /** What may be lost, oldest scope first; scopes that have nothing open are not looked at again. */
  #open(): readonly LeakTracker[] {
    for (const scope of this.#scopes) {
      scope.budget.renew();
      if (scope.openCount === 0 && scope !== this.#always) {
        this.#scopes.delete(scope);
      }
    }
    return [...this.#scopes].flatMap(({ open }) => open);
  }

  /** A part of `open` in each turn: looking keeps what is alive from being collected until the turn ends. */
  #lookThrough(open: readonly LeakTracker[], from: number): void {
    let at = from;
    for (let effort = 0; effort < EFFORT_OF_A_TURN && at < open.length; at += 1) {
      effort += this.#lookAt(open[at]) === 'lost' ? EFFORT_OF_A_REPORT : 1;
    }
    if (at < open.length) {
      inATurn(() => this.#lookThrough(open, at));
    } else if (this.#looking === 'and again') {
      this.#looking = 'yes';
      inATurn(() => this.#lookThrough(this.#open(), 0));
    } else {
      this.#looking = 'no';
    }
  }

  #lookAt(tracker: LeakTracker | undefined): 'lost' | 'not lost' {
    // A scope that was closed has been judged: its leaks are told. A part is told of with what holds it.
    if (
      tracker === undefined ||
      tracker.state !== 'open' ||
      tracker.scope.state !== 'open' ||
      tracker.isHeld ||
      !tracker.isCollected
    ) {
      return 'not lost';
    }
    tracker.close();
    this.#tell(toReport(tracker, 'unreachable'));
    return 'lost';
  }
}

/** Calls `work` in a turn of its own, unless the process ends before. */
function inATurn(work: () => void): void {
  const timer: { unref?(): void } | number = later(work, 0);
  if (typeof timer === 'object') {
    timer.unref?.();
  }
}
