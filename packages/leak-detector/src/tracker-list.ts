// Invariant: a tracker is in one list at most, and knows which.

import type { LeakTracker } from './leak-tracker.ts';

/**
 * Trackers in the order in which they were added. They are linked themselves: a `Set` that is emptied again and again has a
 * new table each time, which V8 puts among what is old. Where a program has its data outside of the heap, that begins a
 * collection of everything.
 */
export class TrackerList implements Iterable<LeakTracker> {
  // Declared without values, for the reason that leak-tracker.ts gives.
  declare private first: LeakTracker | undefined;
  declare private last: LeakTracker | undefined;
  declare size: number;

  constructor() {
    this.first = undefined;
    this.last = undefined;
    this.size = 0;
  }

  /** At the end; does nothing with one that is there. */
  add(tracker: LeakTracker): void {
    if (tracker.list === this) {
      return;
    }
    const { last } = this;
    tracker.list = this;
    tracker.previous = last;
    if (last === undefined) {
      this.first = tracker;
    } else {
      last.next = tracker;
    }
    this.last = tracker;
    this.size += 1;
  }

  /** Does nothing with one that is not there. */
  delete(tracker: LeakTracker): void {
    if (tracker.list !== this) {
      return;
    }
    const { previous, next } = tracker;
    if (previous === undefined) {
      this.first = next;
    } else {
      previous.next = next;
    }
    if (next === undefined) {
      this.last = previous;
    } else {
      next.previous = previous;
    }
    tracker.list = undefined;
    tracker.previous = undefined;
    tracker.next = undefined;
    this.size -= 1;
  }

  clear(): void {
    for (const tracker of [...this]) {
      this.delete(tracker);
    }
  }

  *[Symbol.iterator](): Iterator<LeakTracker> {
    for (let tracker = this.first; tracker !== undefined; tracker = tracker.next) {
      yield tracker;
    }
  }
}
