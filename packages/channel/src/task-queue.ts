import type { LoopTask } from './loop-task.ts';

/** The tasks of an event loop whose turn is next, in their order. */
export class TaskQueue {
  #first: LoopTask | undefined;
  #last: LoopTask | undefined;
  #size = 0;

  get size(): number {
    return this.#size;
  }

  get first(): LoopTask | undefined {
    return this.#first;
  }

  /** For how long the first task has waited; 0 where there is none. */
  firstWaitMs(nowMs: number): number {
    return this.#first === undefined ? 0 : nowMs - this.#first.queuedMs;
  }

  add(task: LoopTask, nowMs: number): void {
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
  shift(): LoopTask | undefined {
    const task = this.#first;
    if (task !== undefined) {
      this.#first = task.next;
      this.#size -= 1;
      if (this.#first === undefined) {
        this.#last = undefined;
      }
    }
    return task;
  }
}
