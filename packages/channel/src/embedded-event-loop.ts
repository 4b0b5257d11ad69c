import { logWarning } from './channel-log.ts';
import type { EventLoop } from './event-loop.ts';

/** Runs tasks when it is told to. Netty's class of this name. */
export class EmbeddedEventLoop implements EventLoop {
  readonly #tasks: (() => void)[] = [];

  get pendingTasks(): number {
    return this.#tasks.length;
  }

  execute(task: () => void): void {
    this.#tasks.push(task);
  }

  /** Runs all tasks, those that they add included. */
  runTasks(): void {
    for (let task = this.#tasks.shift(); task !== undefined; task = this.#tasks.shift()) {
      try {
        task();
      } catch (error) {
        logWarning('A task raised an exception.', error);
      }
    }
  }
}
