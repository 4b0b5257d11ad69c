import type { AsyncContext } from './async-context.ts';
import { CaptureBudget } from './capture-budget.ts';
import type { FormatOptions } from './format-report.ts';
import type { LeakTracker } from './leak-tracker.ts';
import type { MisuseReport } from './misuse.ts';
import { Releases } from './releases.ts';
import { TrackerList } from './tracker-list.ts';

/** A named part of a scope's work that reports tell apart: a hook, the teardown of a fixture. */
export interface ScopePhase {
  /** In the user's words: `beforeEach`, `fixture "db" (set-up)`. May change while the phase runs. */
  name: string;
  /** Asynchronous work that a phase started goes on in its context after the phase has ended: whoever began it ends it. */
  state: 'running' | 'ended';
}

/** Where a piece of code runs: its scope and, inside a hook, its phase. */
export interface ScopePosition {
  readonly scope: LeakScope;
  readonly phase?: ScopePhase | undefined;
}

/** What the async context carries: a position, or that nothing is tracked here. */
export type ContextValue = ScopePosition | 'untracked';

/** What a scope is opened with, besides its name and kind. */
export interface ScopeOptions {
  /** The scope around it, which answers for what comes too late for this one. */
  readonly parent?: LeakScope | undefined;
  /** How reports of what it holds are printed. Default: as those of its parent. */
  readonly format?: FormatOptions;
  /** Nobody judges it as a whole: it remembers nothing of what was released, and most creations with fewer frames. */
  readonly isEndless?: boolean;
}

/** Where a resource belongs. */
export interface Placement extends ScopePosition {
  /** Why it belongs there, when the async context does not say so by itself: `by elimination`. */
  readonly note?: string | undefined;
}

/**
 * A stretch of asynchronous work that answers for what is opened in it: a test, a block of tests, a request.
 *
 * Invariant: an open tracker is held by exactly one scope, its own.
 */
export class LeakScope {
  /** Who it is, in the user's words: a test's full name. */
  readonly name: string;
  /** What it was opened for; whoever opens scopes knows the words (`test`, `block`, `file`). */
  readonly kind: string;
  /** The scope around it. */
  readonly parent: LeakScope | undefined;
  /** How reports of what it holds are printed. */
  readonly format: FormatOptions;
  /** Whether nobody judges it as a whole. */
  readonly isEndless: boolean;
  /** For the stacks that its trackers can do without. */
  readonly budget = new CaptureBudget();
  /** Its last releases, which tell what became of the others where one was forgotten. */
  readonly releases: Releases | undefined;

  readonly #context: Pick<AsyncContext<ContextValue>, 'run' | 'bind'>;
  readonly #trackers = new TrackerList();
  readonly #allowances: string[] = [];
  readonly #misuses: MisuseReport[] = [];
  #state: 'open' | 'closed' = 'open';

  constructor(name: string, kind: string, context: AsyncContext<ContextValue>, options: ScopeOptions = {}) {
    this.name = name;
    this.kind = kind;
    this.parent = options.parent;
    this.format = options.format ?? options.parent?.format ?? {};
    this.isEndless = options.isEndless === true;
    this.releases = this.isEndless ? undefined : new Releases();
    this.#context = context;
  }

  /** The scope that has no other around it: this one, or the last of its parents. */
  get outermost(): LeakScope {
    return this.parent?.outermost ?? this;
  }

  /** Calls `fn`; what it and everything asynchronous started by it opens belongs to this scope. Returns what `fn` returns. */
  run<R>(fn: () => R): R {
    return this.#context.run({ scope: this }, fn);
  }

  /**
   * A function that does what `fn` does, in this scope and in `phase` where one is given: same `this`, arguments and
   * `length`, and no frame of ours on its stacks.
   */
  bind<F extends (...args: never[]) => unknown>(fn: F, phase?: ScopePhase): F {
    return this.#context.bind({ scope: this, phase }, fn);
  }

  /** The trackers of what was opened here and is not released yet, oldest first. */
  get open(): readonly LeakTracker[] {
    return [...this.#trackers];
  }

  /** How many resources are open; cheaper than `open.length`. */
  get openCount(): number {
    return this.#trackers.size;
  }

  /** Says that what stays open here is meant to, and why. Whoever judges the scope heeds it. */
  allow(reason: string): void {
    this.#allowances.push(reason);
  }

  /** The reasons given to `allow`, oldest first. */
  get allowances(): readonly string[] {
    return this.#allowances;
  }

  /** Puts down a misuse that this scope answers for. */
  blame(misuse: MisuseReport): void {
    this.#misuses.push(misuse);
  }

  /** What was put down, oldest first. */
  get misuses(): readonly MisuseReport[] {
    return this.#misuses;
  }

  /** A closed scope has been judged: nothing new belongs to it. */
  get state(): 'open' | 'closed' {
    return this.#state;
  }

  /** Ends the scope; it answers for nothing any more. */
  close(): void {
    this.#state = 'closed';
    this.#trackers.clear();
    this.releases?.clear();
  }

  /** Makes the garbage collector's answer trustworthy for everything that was opened here. */
  prepareForCollection(): void {
    this.releases?.prepareForCollection();
    for (const tracker of this.#trackers) {
      tracker.prepareForCollection();
    }
  }

  /** Called by the tracker's maker. */
  adopt(tracker: LeakTracker): void {
    this.#trackers.add(tracker);
  }

  /** Called by the tracker when its resource was released or declared permanent. */
  forget(tracker: LeakTracker): void {
    this.#trackers.delete(tracker);
  }
}
