// Invariant: of a task and its `dropped` exactly one is called, once.

import { AsyncResource } from 'node:async_hooks';
import { types } from 'node:util';
import type { Handled } from './channel-handler.ts';
import { logWarning } from './channel-log.ts';
import type { ScheduledTask } from './event-loop.ts';

/** A task of an event loop until its turn has come. Either function is called in the async context that it came from. */
export class LoopTask implements ScheduledTask {
  readonly name: string;
  /** Whose turn is after this one's. */
  next: this | undefined;
  /** Since when it waits for its turn, by the clock of its loop. */
  queuedMs = 0;
  /** What brings it to its turn, where it is scheduled by a real clock. */
  timer: NodeJS.Timeout | undefined;
  readonly #task: () => Handled;
  readonly #dropped: (() => void) | undefined;
  readonly #whenCancelled: (() => void) | undefined;
  /** Where it came from. `AsyncLocalStorage.snapshot()` remembers the same, in 1.4 µs (Node 24) or 11 (Node 20) instead of 0.06. */
  readonly #context = new AsyncResource('LoopTask');
  #state: 'waiting' | 'run' | 'cancelled' = 'waiting';

  /** `whenCancelled` is for the loop, which has a timer to stop. */
  constructor(task: () => Handled, dropped: (() => void) | undefined, whenCancelled?: () => void, name = task.name) {
    this.name = name || '(anonymous)';
    this.#task = task;
    this.#dropped = dropped;
    this.#whenCancelled = whenCancelled;
  }

  isCancelled(): boolean {
    return this.#state === 'cancelled';
  }

  isDone(): boolean {
    return this.#state !== 'waiting';
  }

  unref(): this {
    this.timer?.unref();
    return this;
  }

  /** Returns what ends, and never fails, when an asynchronous task does. */
  run(): Handled {
    if (this.#state === 'waiting') {
      this.#state = 'run';
      return this.#call(this.#task);
    }
  }

  cancel(): boolean {
    if (this.#state !== 'waiting') {
      return false;
    }
    this.#state = 'cancelled';
    this.#whenCancelled?.();
    if (this.#dropped !== undefined) {
      void this.#call(this.#dropped);
    }
    return true;
  }

  #call(fn: () => Handled): Handled {
    try {
      const handled = this.#context.runInAsyncScope(fn);
      return types.isPromise(handled) ? handled.catch(warn) : undefined;
    } catch (error) {
      warn(error);
    }
  }
}

function warn(error: unknown): void {
  logWarning('A task raised an exception.', error);
}
