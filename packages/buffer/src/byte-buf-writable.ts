import { Writable } from 'node:stream';
import type { ByteBuf } from './byte-buf.ts';
import { IllegalReferenceCountError } from './errors.ts';
import { releaseAfter } from './release-after.ts';
import { Unpooled } from './unpooled.ts';

/** What of a stream's options a {@link ByteBufWritable} has. */
export interface ByteBufWritableOptions {
  /** How many bytes may wait to be written before `write` asks for patience; Node's default is 64 KiB. */
  readonly highWaterMark?: number;
}

/**
 * A stream that collects what is written into a buffer, which grows up to its `maxCapacity`. Netty's `ByteBufOutputStream`.
 *
 * Ownership: takes the buffer until {@link take} gives it back. A stream that fails or is destroyed before it has finished
 * releases it.
 */
export class ByteBufWritable extends Writable {
  #buffer: ByteBuf | undefined;

  /** Takes `buffer`; without one, makes a heap buffer. */
  constructor(buffer: ByteBuf = Unpooled.buffer(), options?: ByteBufWritableOptions) {
    super({ highWaterMark: options?.highWaterMark });
    this.#buffer = buffer;
  }

  /**
   * What has been collected so far. Returns view.
   *
   * @throws IllegalReferenceCountError when the stream has released the buffer, or it was taken.
   */
  buffer(): ByteBuf {
    if (this.#buffer === undefined) {
      throw new IllegalReferenceCountError(
        'refCnt: 0. This stream has no buffer any more: it failed, or gave it away.',
        0,
      );
    }
    return this.#buffer;
  }

  /**
   * Gives the buffer away; a stream that has not finished is destroyed. Returns owned.
   *
   * @throws IllegalReferenceCountError when the stream has released the buffer, or it was taken.
   */
  take(): ByteBuf {
    const buffer = this.buffer();
    this.#buffer = undefined;
    this.destroy();
    return buffer;
  }

  override _write(chunk: Buffer, _encoding: string, callback: (error?: Error | null) => void): void {
    try {
      this.buffer().writeBytes(chunk);
    } catch (error) {
      callback(error as Error);
      return;
    }
    callback();
  }

  override _destroy(error: Error | null, callback: (error?: Error | null) => void): void {
    const buffer = this.#buffer;
    if (buffer === undefined || (error === null && this.writableFinished)) {
      callback(error);
      return;
    }
    this.#buffer = undefined;
    callback(releaseAfter(error, buffer));
  }
}
