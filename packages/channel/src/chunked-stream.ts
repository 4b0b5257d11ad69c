import { Readable } from 'node:stream';
import { types } from 'node:util';
import { ByteBuf, IllegalArgumentError, Unpooled } from '@watertight/buffer';
import { ChunkedInput } from './chunked-input.ts';

/**
 * The bytes of a stream of Node's, or of whatever else can be iterated over, a chunk for each piece that comes out. It is
 * asked for the next piece when there is room for that. Netty's class of this name.
 *
 * Takes the ByteBufs that come out. Other pieces are wrapped: whoever made them must not write to them any more. A stream is
 * destroyed when its input is closed.
 */
export class ChunkedStream extends ChunkedInput<ByteBuf> {
  readonly length = undefined;
  readonly #source: AsyncIterable<ByteBuf | Uint8Array>;
  readonly #iterator: AsyncIterator<ByteBuf | Uint8Array>;
  #progress = 0;
  #isEnd = false;

  /** Takes `source`. */
  constructor(source: AsyncIterable<ByteBuf | Uint8Array>) {
    super();
    this.#source = source;
    this.#iterator = source[Symbol.asyncIterator]();
    if (source instanceof Readable) {
      // One that comes before the first chunk is read, or after the input is closed, ends no process: a read tells of it.
      source.on('error', () => undefined);
    }
  }

  get progress(): number {
    return this.#progress;
  }

  isEndOfInput(): boolean {
    return this.#isEnd;
  }

  async readChunk(): Promise<ByteBuf | undefined> {
    const { done, value } = await this.#iterator.next();
    if (done === true) {
      this.#isEnd = true;
      return undefined;
    }
    const chunk = chunkOf(value);
    this.#progress += chunk.readableBytes;
    return chunk;
  }

  protected async close(): Promise<void> {
    if (this.#source instanceof Readable) {
      // Its iterator would first wait for the piece that it was asked for.
      this.#source.destroy();
    } else {
      await this.#iterator.return?.();
    }
  }
}

function chunkOf(piece: ByteBuf | Uint8Array): ByteBuf {
  if (piece instanceof ByteBuf) {
    return piece;
  }
  if (!types.isUint8Array(piece)) {
    throw new IllegalArgumentError(`chunk: ${typeof piece} (expected: a ByteBuf or a Uint8Array)`, 'chunk');
  }
  return Unpooled.wrappedBuffer(piece);
}
