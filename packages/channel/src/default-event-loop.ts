// Invariant: a loop ends when its channels have been closed and none of its tasks waits, or when its time is up.

import type { Channel } from './channel.ts';
import type { ChannelFuture } from './channel-future.ts';
import { RejectedExecutionError } from './errors.ts';
import type { EventLoop, ScheduledTask } from './event-loop.ts';
import { LoopTask } from './loop-task.ts';
import { requireDelay, requirePositive } from './positive.ts';
import { addExecutor } from './running-executors.ts';
import { TaskQueue } from './task-queue.ts';

// Taken before a test can fake them: a server goes on while its clock stands still. What is scheduled stands still as well.
const soon = setImmediate;
const now = performance.now.bind(performance);
const startTimer = setTimeout;
const stopTimer = clearTimeout;

export interface DefaultEventLoopOptions {
  /** What figures and warnings call it; by default `DefaultEventLoop#0` and so on. */
  readonly name?: string;
  /** For how many milliseconds tasks run before sockets have their turn; 5 by default. No single task is cut off. */
  readonly maxTaskTimeMs?: number;
}

export interface ShutdownOptions {
  /** When tasks that still wait are dropped, in milliseconds; 15 seconds by default. */
  readonly timeoutMs?: number;
}

let loops = 0;

/**
 * The event loop of channels over sockets. Netty's class of this name; but a thread of Node has its own loop, which does the
 * input and output, so this is a queue of tasks in it, and knows the channels that its shutdown closes. A program needs one.
 *
 * Tasks run in the async context that they came from.
 */
export class DefaultEventLoop implements EventLoop {
  readonly name: string;
  readonly #maxTaskTimeMs: number;
  readonly #tasks = new TaskQueue();
  /** What is scheduled and not due. */
  readonly #delayed = new Set<LoopTask>();
  readonly #channels = new Set<Channel>();
  readonly #termination: Promise<void>;
  #state: 'running' | 'shutting down' | 'terminated' = 'running';
  #isAwake = false;
  #deadline: NodeJS.Timeout | undefined;
  #terminate: () => void = () => undefined;

  /** @throws IllegalArgumentError when an option is no whole number above 0. */
  constructor(options: DefaultEventLoopOptions = {}) {
    this.name = options.name ?? `DefaultEventLoop#${loops}`;
    this.#maxTaskTimeMs = requirePositive('maxTaskTimeMs', options.maxTaskTimeMs ?? 5);
    this.#termination = new Promise((resolve) => {
      this.#terminate = resolve;
    });
    loops += 1;
    addExecutor(this);
  }

  get pendingTasks(): number {
    return this.#tasks.size;
  }

  get firstTaskName(): string | undefined {
    return this.#tasks.first?.name;
  }

  get firstTaskWaitMs(): number {
    return this.#tasks.firstWaitMs(now());
  }

  get nowMs(): number {
    return performance.now();
  }

  /** The channels that are not closed. Returns view. */
  get channels(): ReadonlySet<Channel> {
    return this.#channels;
  }

  isShuttingDown(): boolean {
    return this.#state !== 'running';
  }

  isTerminated(): boolean {
    return this.#state === 'terminated';
  }

  /** Has the channel's tasks run here. A loop that has been shut down closes it, and the future fails. */
  register(channel: Channel): ChannelFuture {
    const promise = channel.newPromise();
    if (this.isShuttingDown()) {
      promise.setFailure(this.#refusal());
      channel.unsafe.close(channel.newPromise());
      return promise;
    }
    this.#channels.add(channel);
    channel.closeFuture.addListener(() => {
      this.#channels.delete(channel);
      this.#wake();
    });
    channel.unsafe.register(this, promise);
    return promise;
  }

  execute(task: () => void, dropped?: () => void): void {
    if (this.#state === 'terminated') {
      throw this.#refusal();
    }
    this.#tasks.add(new LoopTask(task, dropped), now());
    this.#wake();
  }

  schedule(task: () => void, delayMs: number, dropped?: () => void): ScheduledTask {
    if (this.isShuttingDown()) {
      throw this.#refusal();
    }
    const timer = setTimeout(
      () => {
        this.#delayed.delete(delayed);
        this.#tasks.add(delayed, now());
        this.#wake();
      },
      requireDelay('delayMs', delayMs),
    );
    const delayed = new LoopTask(task, dropped, () => {
      clearTimeout(timer);
      this.#delayed.delete(delayed);
    });
    delayed.timer = timer;
    this.#delayed.add(delayed);
    return delayed;
  }

  /**
   * Closes the channels, cancels what is scheduled, runs what waits, and ends: nothing can be executed any more. What the
   * channels had to write is released.
   */
  shutdownGracefully(options: ShutdownOptions = {}): Promise<void> {
    if (this.#state === 'running') {
      this.#deadline = startTimer(() => this.#end(), requireDelay('timeoutMs', options.timeoutMs ?? 15_000));
      this.#state = 'shutting down';
      for (const task of this.#delayed) {
        task.cancel();
      }
      for (const channel of this.#channels) {
        channel.unsafe.close(channel.newPromise());
      }
      this.#wake();
    }
    return this.#termination;
  }

  #refusal(): RejectedExecutionError {
    const advice = 'nothing more can be executed. Ask isShuttingDown() first.';
    return new RejectedExecutionError(`event loop ${this.#state}: ${advice}`);
  }

  #wake(): void {
    if (!this.#isAwake) {
      this.#isAwake = true;
      soon(() => this.#runTasks());
    }
  }

  #runTasks(): void {
    const endMs = now() + this.#maxTaskTimeMs;
    let task = this.#tasks.shift();
    while (task !== undefined) {
      void task.run();
      task = now() < endMs ? this.#tasks.shift() : undefined;
    }
    this.#isAwake = false;
    if (this.#tasks.size > 0) {
      this.#wake();
    } else if (this.#state === 'shutting down' && this.#channels.size === 0) {
      this.#end();
    }
  }

  /** Ends the loop; what still waits is dropped. */
  #end(): void {
    stopTimer(this.#deadline);
    this.#state = 'terminated';
    for (let task = this.#tasks.shift(); task !== undefined; task = this.#tasks.shift()) {
      task.cancel();
    }
    this.#terminate();
  }
}
