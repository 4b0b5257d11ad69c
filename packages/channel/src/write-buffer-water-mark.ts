import { IllegalArgumentError } from '@watertight/buffer';

/**
 * When a channel stops being writable, and when it is writable again, in bytes that wait to be written. Netty's class of
 * this name.
 */
export class WriteBufferWaterMark {
  /** Below it, a channel that was not writable becomes writable. */
  readonly low: number;
  /** Above it, a channel is not writable. */
  readonly high: number;

  /**
   * By default 32 KiB and 64 KiB.
   *
   * @throws IllegalArgumentError unless 0 <= `low` <= `high`.
   */
  constructor(low = 32 * 1024, high = 64 * 1024) {
    if (!(low >= 0)) {
      throw new IllegalArgumentError(`writeBufferLowWaterMark: ${low} (expected: >= 0)`, 'low');
    }
    if (!(high >= low)) {
      const message = `write buffer's high water mark cannot be less than low water mark (${low}): ${high}`;
      throw new IllegalArgumentError(message, 'high');
    }
    this.low = low;
    this.high = high;
  }
}
