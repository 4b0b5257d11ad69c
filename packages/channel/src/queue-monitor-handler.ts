import type { ChannelHandler } from './channel-handler.ts';
import type { ChannelHandlerContext } from './channel-handler-context.ts';
import { logWarning } from './channel-log.ts';
import type { EventExecutor } from './event-executor.ts';
import { requireDelay, requireNotNegative, requirePositive } from './positive.ts';
import { type QueueAlarm, QueueGauge, type QueueLimit } from './queue-alarm.ts';
import { pendingWriteBytesOf } from './queue-figures.ts';
import { QueueWarnings } from './queue-warnings.ts';
import { runningExecutors } from './running-executors.ts';

export interface QueueMonitorOptions {
  /** How many tasks may wait in an executor; 1,000 by default. */
  readonly maxPendingTasks?: number;
  /** How many bytes may wait to be written to a channel; 1 MiB by default. Above the channel's own high water mark. */
  readonly maxPendingWriteBytes?: number;
  /** For how many milliseconds more may wait before it is an alarm; 2,000 by default. */
  readonly patienceMs?: number;
  /** How often the queues are looked at, in milliseconds; 1,000 by default. What comes and goes between two looks is not seen. */
  readonly intervalMs?: number;
  /** Hears of alarms, in place of the warnings that there are otherwise, ten a minute at most. Borrows what it is given. */
  readonly onAlarm?: (alarm: QueueAlarm) => void;
}

/**
 * Sounds an alarm when the writes of a channel that it is in pile up, or the tasks of an executor of this thread; and once
 * more when they have drained to half of the limit. Put one into all pipelines: they have one timer together, which runs
 * while there is a channel. Netty has none; the figures are those of {@link queueFigures}.
 */
export class QueueMonitorHandler implements ChannelHandler {
  readonly isSharable = true;
  readonly #tasks: QueueLimit;
  readonly #writes: QueueLimit;
  readonly #intervalMs: number;
  readonly #onAlarm: ((alarm: QueueAlarm) => void) | undefined;
  readonly #warnings = new QueueWarnings();
  readonly #gaugeOfExecutor = new WeakMap<EventExecutor, QueueGauge>();
  readonly #gaugeOfChannel = new Map<ChannelHandlerContext, QueueGauge>();
  /** Not of an event loop, where it would wait behind the very tasks that have piled up. */
  #timer: NodeJS.Timeout | undefined;

  /** @throws IllegalArgumentError when a number is no whole one, or too small. */
  constructor(options: QueueMonitorOptions = {}) {
    const patienceMs = requireNotNegative('patienceMs', options.patienceMs ?? 2_000);
    this.#tasks = { limit: requirePositive('maxPendingTasks', options.maxPendingTasks ?? 1_000), patienceMs };
    const maxPendingWriteBytes = options.maxPendingWriteBytes ?? 1024 * 1024;
    this.#writes = { limit: requirePositive('maxPendingWriteBytes', maxPendingWriteBytes), patienceMs };
    this.#intervalMs = requireDelay('intervalMs', requirePositive('intervalMs', options.intervalMs ?? 1_000));
    this.#onAlarm = options.onAlarm;
  }

  handlerAdded(ctx: ChannelHandlerContext): void {
    this.#gaugeOfChannel.set(ctx, new QueueGauge());
    this.#timer ??= setInterval(() => this.#look(), this.#intervalMs).unref();
  }

  handlerRemoved(ctx: ChannelHandlerContext): void {
    // What waited in a channel that is closed has been released.
    this.#lookAtWrites(ctx, performance.now());
    this.#gaugeOfChannel.delete(ctx);
    if (this.#gaugeOfChannel.size === 0) {
      clearInterval(this.#timer);
      this.#timer = undefined;
    }
  }

  #look(): void {
    const nowMs = performance.now();
    for (const executor of runningExecutors()) {
      this.#lookAtTasks(executor, nowMs);
    }
    for (const ctx of this.#gaugeOfChannel.keys()) {
      this.#lookAtWrites(ctx, nowMs);
    }
  }

  #lookAtTasks(executor: EventExecutor, nowMs: number): void {
    const gauge = this.#gaugeOfExecutor.get(executor) ?? new QueueGauge();
    this.#gaugeOfExecutor.set(executor, gauge);
    const alarm = gauge.look(executor.pendingTasks, this.#tasks, nowMs);
    if (alarm !== undefined) {
      this.#sound({ queue: 'tasks', executor, ...alarm }, nowMs);
    }
  }

  #lookAtWrites(ctx: ChannelHandlerContext, nowMs: number): void {
    const { channel } = ctx;
    const alarm = this.#gaugeOfChannel.get(ctx)?.look(pendingWriteBytesOf(channel), this.#writes, nowMs);
    if (alarm !== undefined) {
      this.#sound({ queue: 'writes', channel, ...alarm }, nowMs);
    }
  }

  #sound(alarm: QueueAlarm, nowMs: number): void {
    if (this.#onAlarm === undefined) {
      this.#warnings.add(alarm, nowMs);
      return;
    }
    try {
      this.#onAlarm(alarm);
    } catch (error) {
      logWarning('An exception was thrown by the onAlarm of a QueueMonitorHandler.', error);
    }
  }
}
