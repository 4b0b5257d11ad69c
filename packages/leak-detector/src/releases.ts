// Invariant: what was released is held so that any collection may take it: its stacks keep receivers alive, and those are
// the user's.

import type { StackFrame } from './call-stack.ts';
import type { LeakTracker } from './leak-tracker.ts';

/** Releases remembered of one scope. */
const REMEMBERED = 256;

/** Where a resource that was released came from, and where it went. */
interface Release {
  readonly createdAt: StackFrame | undefined;
  readonly releasedAt: StackFrame | undefined;
}

/** The newest trackers, in no order. */
interface Ring {
  readonly trackers: LeakTracker[];
  next: number;
}

/**
 * The last resources that a scope has released, in case that it leaks another of the kind.
 *
 * They wait unformatted in a ring that only the running job holds: a clean test pays for a look at a weak reference, and
 * a test that asks the collector itself gets the answer it would get without us.
 */
export class Releases {
  // Plain, for speed: at paranoid every last release comes here.
  declare private ring: WeakRef<Ring> | undefined;
  declare private formatted: Release[];
  declare private count: number;

  constructor() {
    this.ring = undefined;
    this.formatted = [];
    this.count = 0;
  }

  /** Remembers a resource that was released just now. */
  add(tracker: LeakTracker): void {
    this.count += 1;
    const ring = this.ring?.deref() ?? this.#newRing();
    ring.trackers[ring.next] = tracker;
    ring.next = (ring.next + 1) % REMEMBERED;
  }

  /** Formats what is remembered before a collection takes it. */
  prepareForCollection(): void {
    const added = this.ring?.deref()?.trackers ?? [];
    this.ring = undefined;
    const releases = added.map(({ createdAt, releasedAt }) => ({ createdAt: createdAt[0], releasedAt: releasedAt[0] }));
    this.formatted = [...this.formatted, ...releases].slice(-REMEMBERED);
  }

  /** What is remembered; formats it. */
  get all(): readonly Release[] {
    this.prepareForCollection();
    return this.formatted;
  }

  /** Whether every release is remembered. */
  get isWhole(): boolean {
    return this.all.length === this.count;
  }

  /** Forgets everything. */
  clear(): void {
    this.ring = undefined;
    this.formatted = [];
  }

  #newRing(): Ring {
    const ring = { trackers: [], next: 0 };
    this.ring = new WeakRef(ring);
    return ring;
  }
}
