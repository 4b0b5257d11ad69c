import type { ByteBuf } from '@watertight/buffer';
import { ByteToMessageDecoder, type ByteToMessageDecoderOptions } from './byte-to-message-decoder.ts';
import type { ChannelHandlerContext } from './channel-handler-context.ts';
import { TooLongFrameError } from './errors.ts';
import { requirePositive } from './positive.ts';

const LF = 0x0a;

const CR = 0x0d;

export interface LineBasedFrameDecoderOptions extends ByteToMessageDecoderOptions {
  /** In bytes, without the delimiter. A longer line is discarded, with a `TooLongFrameError`. */
  readonly maxLength: number;
  /** Whether frames come without their delimiters; by default they do. */
  readonly stripDelimiter?: boolean;
  /** Whether a line fails as soon as it is too long; by default at its end. */
  readonly failFast?: boolean;
}

/** Makes a frame of each line, which ends with `\n` or `\r\n`. Netty's class of this name. */
export class LineBasedFrameDecoder extends ByteToMessageDecoder {
  readonly #maxLength: number;
  readonly #stripDelimiter: boolean;
  readonly #failFast: boolean;
  /** How much of a line that is too long has been discarded; undefined when none is. */
  #discardedBytes: number | undefined;
  /** How much of what is readable is known to hold no end of a line. */
  #searchedBytes = 0;

  /** @throws IllegalArgumentError unless `maxLength` is above 0. */
  constructor({ maxLength, stripDelimiter = true, failFast = false, ...options }: LineBasedFrameDecoderOptions) {
    super(options);
    this.#maxLength = requirePositive('maxLength', maxLength);
    this.#stripDelimiter = stripDelimiter;
    this.#failFast = failFast;
  }

  protected override decode(ctx: ChannelHandlerContext, input: ByteBuf, out: unknown[]): void {
    const lf = input.indexOf(input.readerIndex + this.#searchedBytes, input.writerIndex, LF);
    if (lf === -1) {
      this.#wait(ctx, input);
      return;
    }
    this.#searchedBytes = 0;
    const hasCr = lf > input.readerIndex && input.getByte(lf - 1) === CR;
    this.#endLine(ctx, input, out, hasCr ? 2 : 1, (hasCr ? lf - 1 : lf) - input.readerIndex);
  }

  #endLine(
    ctx: ChannelHandlerContext,
    input: ByteBuf,
    out: unknown[],
    delimiterBytes: number,
    lengthBytes: number,
  ): void {
    const discardedBytes = this.#discardedBytes;
    if (discardedBytes !== undefined) {
      this.#discardedBytes = undefined;
      input.skipBytes(lengthBytes + delimiterBytes);
      if (!this.#failFast) {
        this.#fail(ctx, `${discardedBytes + lengthBytes}`);
      }
    } else if (lengthBytes > this.#maxLength) {
      input.skipBytes(lengthBytes + delimiterBytes);
      this.#fail(ctx, `${lengthBytes}`);
    } else if (this.#stripDelimiter) {
      out.push(input.readRetainedSlice(lengthBytes));
      input.skipBytes(delimiterBytes);
    } else {
      out.push(input.readRetainedSlice(lengthBytes + delimiterBytes));
    }
  }

  #wait(ctx: ChannelHandlerContext, input: ByteBuf): void {
    const { readableBytes } = input;
    if (this.#discardedBytes === undefined && readableBytes <= this.#maxLength) {
      this.#searchedBytes = readableBytes;
      return;
    }
    const isNew = this.#discardedBytes === undefined;
    this.#discardedBytes = (this.#discardedBytes ?? 0) + readableBytes;
    this.#searchedBytes = 0;
    input.skipBytes(readableBytes);
    if (isNew && this.#failFast) {
      this.#fail(ctx, `over ${readableBytes}`);
    }
  }

  /** Fired, not thrown: what comes behind the line is decoded all the same. */
  #fail(ctx: ChannelHandlerContext, lengthBytes: string): void {
    const message = `frame length (${lengthBytes}) exceeds the allowed maximum (${this.#maxLength})`;
    ctx.fireExceptionCaught(new TooLongFrameError(message));
  }
}
