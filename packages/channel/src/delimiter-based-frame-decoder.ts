import { type ByteBuf, IllegalArgumentError } from '@watertight/buffer';
import { ByteToMessageDecoder, type ByteToMessageDecoderOptions } from './byte-to-message-decoder.ts';
import type { ChannelHandlerContext } from './channel-handler-context.ts';
import { TooLongFrameError } from './errors.ts';
import { requirePositive } from './positive.ts';

export interface DelimiterBasedFrameDecoderOptions extends ByteToMessageDecoderOptions {
  /** In bytes, without the delimiter. A longer frame is discarded, with a `TooLongFrameError`. */
  readonly maxFrameLength: number;
  /** What ends a frame, as bytes; where several do, the shortest frame counts. */
  readonly delimiters: readonly Uint8Array[];
  /** Whether frames come without their delimiters; by default they do. */
  readonly stripDelimiter?: boolean;
  /** Whether a frame fails as soon as it is too long, as by default, or at its end. */
  readonly failFast?: boolean;
}

/** Makes a frame of what lies between delimiters. Netty's class of this name. */
export class DelimiterBasedFrameDecoder extends ByteToMessageDecoder {
  readonly #maxFrameLength: number;
  readonly #delimiters: readonly Uint8Array[];
  readonly #stripDelimiter: boolean;
  readonly #failFast: boolean;
  /** How much of a frame that is too long has been discarded; undefined when none is. */
  #discardedBytes: number | undefined;

  /** @throws IllegalArgumentError unless `maxFrameLength` is above 0 and there are delimiters, none of them empty. */
  constructor(options: DelimiterBasedFrameDecoderOptions) {
    const { maxFrameLength, delimiters, stripDelimiter = true, failFast = true, ...rest } = options;
    super(rest);
    if (delimiters.length === 0 || delimiters.some(({ length }) => length === 0)) {
      throw new IllegalArgumentError('empty delimiters (expected: at least one, of at least one byte)', 'delimiters');
    }
    this.#maxFrameLength = requirePositive('maxFrameLength', maxFrameLength);
    this.#delimiters = delimiters;
    this.#stripDelimiter = stripDelimiter;
    this.#failFast = failFast;
  }

  protected override decode(_ctx: ChannelHandlerContext, input: ByteBuf, out: unknown[]): void {
    let frameBytes = -1;
    let delimiterBytes = 0;
    for (const delimiter of this.#delimiters) {
      const place = placeOf(delimiter, input);
      if (place !== -1 && (frameBytes === -1 || place < frameBytes)) {
        frameBytes = place;
        delimiterBytes = delimiter.length;
      }
    }
    if (frameBytes === -1) {
      this.#wait(input);
    } else {
      this.#endFrame(input, out, frameBytes, delimiterBytes);
    }
  }

  #endFrame(input: ByteBuf, out: unknown[], frameBytes: number, delimiterBytes: number): void {
    const discardedBytes = this.#discardedBytes;
    if (discardedBytes !== undefined) {
      this.#discardedBytes = undefined;
      input.skipBytes(frameBytes + delimiterBytes);
      if (!this.#failFast) {
        this.#fail(discardedBytes);
      }
    } else if (frameBytes > this.#maxFrameLength) {
      input.skipBytes(frameBytes + delimiterBytes);
      this.#fail(frameBytes);
    } else if (this.#stripDelimiter) {
      out.push(input.readRetainedSlice(frameBytes));
      input.skipBytes(delimiterBytes);
    } else {
      out.push(input.readRetainedSlice(frameBytes + delimiterBytes));
    }
  }

  #wait(input: ByteBuf): void {
    const { readableBytes } = input;
    const isNew = this.#discardedBytes === undefined;
    if (isNew && readableBytes <= this.#maxFrameLength) {
      return;
    }
    this.#discardedBytes = (this.#discardedBytes ?? 0) + readableBytes;
    input.skipBytes(readableBytes);
    if (isNew && this.#failFast) {
      this.#fail(readableBytes);
    }
  }

  #fail(frameBytes: number): never {
    throw new TooLongFrameError(`frame length exceeds ${this.#maxFrameLength}: ${frameBytes} - discarded`);
  }
}

/** How many bytes lie before `delimiter`; -1 if it is not there. */
function placeOf(delimiter: Uint8Array, input: ByteBuf): number {
  const [only = 0] = delimiter;
  return delimiter.length === 1 ? input.bytesBefore(only) : input.toBuffer().indexOf(delimiter);
}
