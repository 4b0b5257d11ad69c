import type { Channel } from './channel.ts';
import type { EventExecutor } from './event-executor.ts';

/** A queue has been too long for too long, or is so no longer. */
export type QueueAlarm = TaskQueueAlarm | WriteQueueAlarm;

interface Alarm {
  /** `drained` comes once after each `piled up`. */
  readonly state: 'piled up' | 'drained';
  /** How long the queue was as of now: in tasks, or in bytes. */
  readonly size: number;
  /** More than this is too much. */
  readonly limit: number;
  /** Since when there was too much, in milliseconds. */
  readonly durationMs: number;
}

/** Tasks pile up in an executor. */
export interface TaskQueueAlarm extends Alarm {
  readonly queue: 'tasks';
  readonly executor: EventExecutor;
}

/** Bytes that wait to be written pile up in a channel. */
export interface WriteQueueAlarm extends Alarm {
  readonly queue: 'writes';
  readonly channel: Channel;
}

/** When a queue is too long, and when it has been so for too long. */
export interface QueueLimit {
  readonly limit: number;
  readonly patienceMs: number;
}

/**
 * Looks at a queue now and then, and says once that it has piled up, and once that it has drained: to half of the limit, as
 * a channel's low water mark is half of its high one.
 */
export class QueueGauge {
  #sinceMs: number | undefined;
  #isPiledUp = false;

  /** What there is to tell after a look; mostly nothing. */
  look(size: number, { limit, patienceMs }: QueueLimit, nowMs: number): Alarm | undefined {
    const wasPiledUp = this.#isPiledUp;
    const sinceMs = this.#sinceMs ?? nowMs;
    const durationMs = nowMs - sinceMs;
    const isTooLong = size > (wasPiledUp ? limit / 2 : limit);
    this.#sinceMs = isTooLong ? sinceMs : undefined;
    this.#isPiledUp = isTooLong && (wasPiledUp || durationMs >= patienceMs);
    return this.#isPiledUp === wasPiledUp
      ? undefined
      : { state: wasPiledUp ? 'drained' : 'piled up', size, limit, durationMs };
  }
}
