import { getDefaultHighWaterMark, Readable } from 'node:stream';
import type { ByteBuf } from './byte-buf.ts';
import { releaseAfter } from './release-after.ts';
import { Unpooled } from './unpooled.ts';

/** What of a stream's options a {@link ByteBufReadable} has. */
export interface ByteBufReadableOptions {
  /** How many bytes a chunk has at most, and how many are read ahead; Node's default is 64 KiB. */
  readonly highWaterMark?: number;
}

/**
 * A stream of the readable bytes of a buffer, which it moves the reader index over. Netty's `ByteBufInputStream`.
 *
 * Ownership: takes the buffer, and releases it when the stream has ended, failed, or was destroyed; leaving a `for await`
 * loop does that too. Give it `buffer.retain()` to keep the buffer. Chunks are copies, so they outlive it.
 */
export class ByteBufReadable extends Readable {
  readonly #buffer: ByteBuf;

  /** Takes `buffer`. */
  constructor(buffer: ByteBuf, options?: ByteBufReadableOptions) {
    super({ highWaterMark: options?.highWaterMark });
    this.#buffer = buffer;
  }

  /**
   * A stream of the bytes of one buffer or of several in a row.
   *
   * Ownership: takes a buffer, or all buffers of an array, at once; those of a generator as it yields them.
   */
  static override from(
    source: ByteBuf | Iterable<ByteBuf> | AsyncIterable<ByteBuf>,
    options?: ByteBufReadableOptions,
  ): Readable {
    if ('readerIndex' in source) {
      return readableOf(source, options);
    }
    return Array.isArray(source)
      ? readableOf(Unpooled.wrappedBuffer(source.length, source), options)
      : Readable.from(chunksOf(source, options), { objectMode: false, highWaterMark: options?.highWaterMark });
  }

  override _read(sizeBytes: number): void {
    this.push(nextChunk(this.#buffer, sizeBytes));
  }

  override _destroy(error: Error | null, callback: (error?: Error | null) => void): void {
    callback(releaseAfter(error, this.#buffer));
  }
}

// The class does not name itself, for the reason that byte-buf.ts gives.

function readableOf(buffer: ByteBuf, options?: ByteBufReadableOptions): ByteBufReadable {
  return new ByteBufReadable(buffer, options);
}

async function* chunksOf(
  buffers: Iterable<ByteBuf> | AsyncIterable<ByteBuf>,
  { highWaterMark = getDefaultHighWaterMark(false) }: ByteBufReadableOptions = {},
): AsyncGenerator<Buffer> {
  for await (const buffer of buffers) {
    try {
      for (let chunk = nextChunk(buffer, highWaterMark); chunk !== null; chunk = nextChunk(buffer, highWaterMark)) {
        yield chunk;
      }
    } finally {
      buffer.release();
    }
  }
}

/** Reads up to `sizeBytes` bytes, one at least; none at the end. Borrows `buffer`; returns a copy. */
function nextChunk(buffer: ByteBuf, sizeBytes: number): Buffer | null {
  const lengthBytes = Math.min(Math.max(sizeBytes, 1), buffer.readableBytes);
  if (lengthBytes === 0) {
    return null;
  }
  const chunk = Buffer.allocUnsafe(lengthBytes);
  buffer.readBytes(chunk);
  return chunk;
}
