import type { EventExecutor } from './event-executor.ts';

/** Runs what has to be done later on behalf of channels. Netty's interface of this name. */
export interface EventLoop extends EventExecutor {
  /** The clock that {@link schedule} goes by, in milliseconds from any fixed moment. */
  readonly nowMs: number;
  /**
   * Runs `task` after what runs now; what it throws is a warning. Where the loop ends before, `dropped` is called instead:
   * it releases what the task would have taken.
   *
   * @throws RejectedExecutionError when the loop has ended.
   */
  execute(task: () => void, dropped?: () => void): void;
  /**
   * As {@link execute}, in `delayMs` milliseconds. `dropped` is also called where the task is cancelled.
   *
   * @throws RejectedExecutionError when the loop has been shut down.
   * @throws IllegalArgumentError when `delayMs` is no whole number from 0 to 2^31 - 1.
   */
  schedule(task: () => void, delayMs: number, dropped?: () => void): ScheduledTask;
}

/** What will become of a task that was scheduled. Netty's interface `ScheduledFuture`. */
export interface ScheduledTask {
  /** Takes the task back. Returns false when it has been run, or taken back already. */
  cancel(): boolean;
  isCancelled(): boolean;
  /** Whether it was run or cancelled. */
  isDone(): boolean;
  /** The process may end before: nobody waits for this task. Returns itself. */
  unref(): this;
}
