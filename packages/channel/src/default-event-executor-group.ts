// Invariant: of the tasks of one ordered executor, at most one is ready or under way; the others wait behind it.

import type { Handled } from './channel-handler.ts';
import type { ShutdownOptions } from './default-event-loop.ts';
import { RejectedExecutionError } from './errors.ts';
import type { EventExecutor } from './event-executor.ts';
import { LoopTask } from './loop-task.ts';
import { requireDelay, requirePositive } from './positive.ts';
import { addExecutor } from './running-executors.ts';
import { TaskQueue } from './task-queue.ts';

// Taken before a test can fake them, as those of the event loop.
const soon = setImmediate;
const now = performance.now.bind(performance);
const startTimer = setTimeout;
const stopTimer = clearTimeout;

export interface DefaultEventExecutorGroupOptions {
  /** What figures and warnings call it; by default `DefaultEventExecutorGroup#0` and so on. */
  readonly name?: string;
  /** How many asynchronous tasks are under way at a time; 16 by default. */
  readonly concurrency?: number;
  /** How many tasks wait at most; further messages are refused. 10,000 by default. */
  readonly maxPendingTasks?: number;
  /** For how many milliseconds tasks run before sockets have their turn; 5 by default. No single task is cut off. */
  readonly maxTaskTimeMs?: number;
}

/** Runs tasks one after another. */
export interface OrderedExecutor {
  /**
   * Runs `task` when those before it have ended; what it throws is a warning. Where the group ends before, `dropped` is
   * called instead.
   *
   * @throws RejectedExecutionError when too many tasks wait in the group, or it has ended.
   */
  execute(task: () => Handled, dropped?: () => void, name?: string): void;
  /** Runs `task` after those before it, however many wait; at once when the group has ended, or when it ends. */
  executeAnyway(task: () => Handled, name?: string): void;
}

/** Tasks in their order. */
interface Line {
  readonly waiting: TaskQueue<LineTask>;
  /** Whether its first task is ready or under way. */
  isBusy: boolean;
}

class LineTask extends LoopTask {
  readonly line: Line;

  constructor(line: Line, task: () => Handled, dropped: (() => void) | undefined, name: string | undefined) {
    super(task, dropped, undefined, name);
    this.line = line;
  }
}

let groups = 0;

/**
 * Calls handlers that take their time, outside of the turn in which a socket is read: `pipeline.addLast(group, handler)`.
 * Netty's class of this name has threads; here there is one, so what the group bounds is how many asynchronous handlers are
 * under way, how much waits for them, and for how long those that are not asynchronous run at a time. Handlers have their
 * turns by and by, whichever channel they are of; each gets one event at a time, in order.
 */
export class DefaultEventExecutorGroup implements EventExecutor {
  readonly name: string;
  readonly #concurrency: number;
  readonly #maxPendingTasks: number;
  readonly #maxTaskTimeMs: number;
  /** All that waits, in the order in which it came. */
  readonly #waiting = new Set<LineTask>();
  /** The first task of each line, in the order of their turns. */
  readonly #ready = new TaskQueue<LineTask>();
  readonly #termination: Promise<void>;
  #numUnderWay = 0;
  #state: 'running' | 'shutting down' | 'terminated' = 'running';
  #isAwake = false;
  #deadline: NodeJS.Timeout | undefined;
  #terminate: () => void = () => undefined;

  /** @throws IllegalArgumentError when a number is no whole one above 0. */
  constructor(options: DefaultEventExecutorGroupOptions = {}) {
    this.name = options.name ?? `DefaultEventExecutorGroup#${groups}`;
    this.#concurrency = requirePositive('concurrency', options.concurrency ?? 16);
    this.#maxPendingTasks = requirePositive('maxPendingTasks', options.maxPendingTasks ?? 10_000);
    this.#maxTaskTimeMs = requirePositive('maxTaskTimeMs', options.maxTaskTimeMs ?? 5);
    this.#termination = new Promise((resolve) => {
      this.#terminate = resolve;
    });
    groups += 1;
    addExecutor(this);
  }

  get pendingTasks(): number {
    return this.#waiting.size;
  }

  get firstTaskName(): string | undefined {
    return this.#first?.name;
  }

  get firstTaskWaitMs(): number {
    return this.#first === undefined ? 0 : now() - this.#first.queuedMs;
  }

  isShuttingDown(): boolean {
    return this.#state !== 'running';
  }

  isTerminated(): boolean {
    return this.#state === 'terminated';
  }

  /** An executor for tasks that have an order among themselves: a pipeline asks for one for each handler. */
  next(): OrderedExecutor {
    const line: Line = { waiting: new TaskQueue(), isBusy: false };
    return {
      execute: (task, dropped, name) => {
        this.#requireRoom();
        this.#add(new LineTask(line, task, dropped, name));
      },
      executeAnyway: (task, name) => {
        const anyway = new LineTask(line, task, () => void task(), name);
        if (this.#state === 'terminated') {
          void anyway.run();
        } else {
          this.#add(anyway);
        }
      },
    };
  }

  /** Runs what waits, and ends: nothing can be executed any more. Handlers whose channels are open get no more messages. */
  shutdownGracefully(options: ShutdownOptions = {}): Promise<void> {
    if (this.#state === 'running') {
      this.#deadline = startTimer(() => this.#end(), requireDelay('timeoutMs', options.timeoutMs ?? 15_000));
      this.#state = 'shutting down';
      this.#wake();
    }
    return this.#termination;
  }

  get #first(): LineTask | undefined {
    return this.#waiting.values().next().value;
  }

  #requireRoom(): void {
    if (this.#state === 'terminated') {
      const advice = 'nothing more can be executed. Shut channels down before it.';
      throw new RejectedExecutionError(`executor ${this.name} terminated: ${advice}`);
    }
    if (this.#waiting.size >= this.#maxPendingTasks) {
      const advice = 'Send less at a time, or raise concurrency or maxPendingTasks.';
      throw new RejectedExecutionError(`executor ${this.name} full: ${this.#waiting.size} tasks wait. ${advice}`);
    }
  }

  #add(task: LineTask): void {
    const { line } = task;
    this.#waiting.add(task);
    if (line.isBusy) {
      line.waiting.add(task, now());
    } else {
      line.isBusy = true;
      this.#ready.add(task, now());
      this.#wake();
    }
  }

  #wake(): void {
    if (!this.#isAwake && this.#numUnderWay < this.#concurrency) {
      this.#isAwake = true;
      soon(() => this.#runTasks());
    }
  }

  #runTasks(): void {
    const endMs = now() + this.#maxTaskTimeMs;
    do {
      this.#runNext();
    } while (this.#ready.size > 0 && this.#numUnderWay < this.#concurrency && now() < endMs);
    this.#isAwake = false;
    this.#goOn();
  }

  #runNext(): void {
    const task = this.#ready.shift();
    if (task === undefined) {
      return;
    }
    this.#waiting.delete(task);
    const handled = task.run();
    if (handled === undefined) {
      this.#endTurn(task.line);
      return;
    }
    this.#numUnderWay += 1;
    void handled.then(() => {
      this.#numUnderWay -= 1;
      this.#endTurn(task.line);
      this.#goOn();
    });
  }

  /** Lets the next task of a line be ready, behind those of other lines. */
  #endTurn(line: Line): void {
    const next = line.waiting.shift();
    if (next === undefined) {
      line.isBusy = false;
    } else {
      this.#ready.add(next, next.queuedMs);
    }
  }

  #goOn(): void {
    if (this.#ready.size > 0) {
      this.#wake();
    } else if (this.#state === 'shutting down' && this.#numUnderWay === 0) {
      this.#end();
    }
  }

  /** Ends the group; what still waits is dropped. */
  #end(): void {
    stopTimer(this.#deadline);
    this.#state = 'terminated';
    for (const task of this.#waiting) {
      this.#waiting.delete(task);
      task.cancel();
    }
    this.#terminate();
  }
}
