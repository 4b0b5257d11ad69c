import type { LoopTask } from './loop-task.ts';

/** Tasks whose turn is next, in their order. */
export class TaskQueue<T extends LoopTask = LoopTask> {
  #first: T | undefined;
  #last: T | undefined;
  #size = 0;

  get size(): number {
    return this.#size;
  }

  get first(): T | undefined {
    return this.#first;
  }

  /** For how long the first task has waited; 0 where there is none. */
  firstWaitMs(nowMs: number): number {
    return this.#first === undefined ? 0 : nowMs - this.#first.queuedMs;
  }

  add(task: T, nowMs: number): void {
    task.queuedMs = nowMs;
    if (this.#last === undefined) {
      this.#first = task;
    } else {
      this.#last.next = task;
    }
    this.#last = task;
    this.#size += 1;
  }

  /** Takes the task out that waits longest. */
  shift(): T | undefined {
    const task = this.#first;
    if (task !== undefined) {
      this.#first = task.next;
      task.next = undefined;
      this.#size -= 1;
      if (this.#first === undefined) {
        this.#last = undefined;
      }
    }
    return task;
  }
}
