import type { Channel } from './channel.ts';
import type { EventExecutor } from './event-executor.ts';

/** What this thread has to do is found here. */
export interface RunningExecutor extends EventExecutor {
  /** Those whose tasks it runs and that are not closed. */
  readonly channels?: ReadonlySet<Channel>;
  isTerminated(): boolean;
}

/** Weakly, so that one that is dropped without being shut down can go. */
let executors: readonly WeakRef<RunningExecutor>[] = [];

/** From now on until it has ended, the executor is one of this thread's. Borrows it. */
export function addExecutor(executor: RunningExecutor): void {
  executors = [...runningExecutors(), executor].map((running) => new WeakRef(running));
}

/** The executors of this thread that have not ended. Returns borrowed. */
export function runningExecutors(): readonly RunningExecutor[] {
  return executors
    .map((ref) => ref.deref())
    .filter((executor) => executor !== undefined)
    .filter((executor) => !executor.isTerminated());
}
