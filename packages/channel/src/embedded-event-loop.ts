import type { EventLoop, ScheduledTask } from './event-loop.ts';
import { LoopTask } from './loop-task.ts';
import { requireDelay, requireNotNegative } from './positive.ts';
import { TaskQueue } from './task-queue.ts';

/** A task that is scheduled, by the loop's own clock. */
interface Delayed {
  readonly task: LoopTask;
  readonly dueMs: number;
}

/** Runs tasks when it is told to, and its clock stands still until it is moved. Netty's class of this name. */
export class EmbeddedEventLoop implements EventLoop {
  readonly name = 'EmbeddedEventLoop';
  readonly #tasks = new TaskQueue();
  /** In the order in which they are due. */
  #delayed: readonly Delayed[] = [];
  #nowMs = 0;

  get pendingTasks(): number {
    return this.#tasks.size;
  }

  get firstTaskName(): string | undefined {
    return this.#tasks.first?.name;
  }

  get firstTaskWaitMs(): number {
    return this.#tasks.firstWaitMs(this.#nowMs);
  }

  get nowMs(): number {
    return this.#nowMs;
  }

  execute(task: () => void, dropped?: () => void): void {
    this.#tasks.add(new LoopTask(task, dropped), this.#nowMs);
  }

  schedule(task: () => void, delayMs: number, dropped?: () => void): ScheduledTask {
    const dueMs = this.#nowMs + requireDelay('delayMs', delayMs);
    const delayed = {
      dueMs,
      task: new LoopTask(task, dropped, () => {
        this.#delayed = this.#delayed.filter((other) => other !== delayed);
      }),
    };
    this.#delayed = [...this.#delayed, delayed].sort((one, other) => one.dueMs - other.dueMs);
    return delayed.task;
  }

  /** Runs all tasks, those that they add included. */
  runTasks(): void {
    for (let task = this.#tasks.shift(); task !== undefined; task = this.#tasks.shift()) {
      void task.run();
    }
  }

  /** Moves the clock, and runs what is due meanwhile, each at its time. */
  advanceTimeBy(durationMs: number): void {
    const endMs = this.#nowMs + requireNotNegative('durationMs', durationMs);
    this.runTasks();
    for (let [next] = this.#delayed; next !== undefined && next.dueMs <= endMs; [next] = this.#delayed) {
      this.#delayed = this.#delayed.slice(1);
      this.#nowMs = next.dueMs;
      next.task.run();
      this.runTasks();
    }
    this.#nowMs = endMs;
  }

  cancelScheduledTasks(): void {
    for (const { task } of this.#delayed) {
      task.cancel();
    }
  }
}
