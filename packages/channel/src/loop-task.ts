// Invariant: of a task and its `dropped` exactly one is called, once.

import { AsyncLocalStorage } from 'node:async_hooks';
import { logWarning } from './channel-log.ts';
import type { ScheduledTask } from './event-loop.ts';

/** A task of an event loop until its turn has come. Either function is called in the async context that it came from. */
export class LoopTask implements ScheduledTask {
  readonly name: string;
  /** Whose turn is after this one's. */
  next: LoopTask | undefined;
  /** Since when it waits for its turn, by the clock of its loop. */
  queuedMs = 0;
  /** What brings it to its turn, where it is scheduled by a real clock. */
  timer: NodeJS.Timeout | undefined;
  readonly #task: () => void;
  readonly #dropped: (() => void) | undefined;
  readonly #whenCancelled: (() => void) | undefined;
  readonly #enter = AsyncLocalStorage.snapshot();
  #state: 'waiting' | 'run' | 'cancelled' = 'waiting';

  /** `whenCancelled` is for the loop, which has a timer to stop. */
  constructor(task: () => void, dropped: (() => void) | undefined, whenCancelled?: () => void) {
    this.name = task.name || '(anonymous)';
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

  run(): void {
    if (this.#state === 'waiting') {
      this.#state = 'run';
      this.#call(this.#task);
    }
  }

  cancel(): boolean {
    if (this.#state !== 'waiting') {
      return false;
    }
    this.#state = 'cancelled';
    this.#whenCancelled?.();
    if (this.#dropped !== undefined) {
      this.#call(this.#dropped);
    }
    return true;
  }

  #call(fn: () => void): void {
    try {
      this.#enter(fn);
    } catch (error) {
      logWarning('A task raised an exception.', error);
    }
  }
}
