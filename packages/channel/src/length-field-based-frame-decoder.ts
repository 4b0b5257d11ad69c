import { type ByteBuf, type ByteOrder, IllegalArgumentError } from '@watertight/buffer';
import { ByteToMessageDecoder, type ByteToMessageDecoderOptions } from './byte-to-message-decoder.ts';
import type { ChannelHandlerContext } from './channel-handler-context.ts';
import { CorruptedFrameError, TooLongFrameError } from './errors.ts';
import { getLength, type LengthFieldLength, requireLengthFieldLength } from './length-field.ts';
import { requireNotNegative, requirePositive } from './positive.ts';

/** All lengths are in bytes. */
export interface LengthFieldBasedFrameDecoderOptions extends ByteToMessageDecoderOptions {
  /** Of the whole frame, length field included. A longer one is discarded, with a `TooLongFrameError`. */
  readonly maxFrameLength: number;
  readonly lengthFieldLength: LengthFieldLength;
  /** How much of a frame lies before its length field; by default nothing. */
  readonly lengthFieldOffset?: number;
  /** What to add to the field's value to get what lies behind it: below 0 where the value counts more than that. */
  readonly lengthAdjustment?: number;
  /** How much of a frame is left out at its beginning: its length field, for one. */
  readonly initialBytesToStrip?: number;
  /** Whether a frame fails as soon as its length is known, as by default, or when all of it has been discarded. */
  readonly failFast?: boolean;
  /** Of the length field; by default `BIG_ENDIAN`. */
  readonly byteOrder?: ByteOrder;
}

/** Cuts what is read into frames that say how long they are. Netty's class of this name. */
export class LengthFieldBasedFrameDecoder extends ByteToMessageDecoder {
  readonly #maxFrameLength: number;
  readonly #lengthFieldOffset: number;
  readonly #lengthFieldLength: LengthFieldLength;
  readonly #lengthFieldEnd: number;
  readonly #lengthAdjustment: number;
  readonly #initialBytesToStrip: number;
  readonly #failFast: boolean;
  readonly #byteOrder: ByteOrder;
  /** The frame that is being discarded, if one is. */
  #tooLong: { readonly lengthBytes: number; bytesToDiscard: number } | undefined;

  /** @throws IllegalArgumentError for lengths that are negative, or a field that does not fit into the longest frame. */
  constructor(options: LengthFieldBasedFrameDecoderOptions) {
    super(options);
    requireLengthFieldLength(options.lengthFieldLength);
    this.#maxFrameLength = requirePositive('maxFrameLength', options.maxFrameLength);
    this.#lengthFieldOffset = requireNotNegative('lengthFieldOffset', options.lengthFieldOffset ?? 0);
    this.#lengthFieldLength = options.lengthFieldLength;
    this.#lengthFieldEnd = this.#lengthFieldOffset + this.#lengthFieldLength;
    this.#lengthAdjustment = options.lengthAdjustment ?? 0;
    this.#initialBytesToStrip = requireNotNegative('initialBytesToStrip', options.initialBytesToStrip ?? 0);
    this.#failFast = options.failFast ?? true;
    this.#byteOrder = options.byteOrder ?? 'BIG_ENDIAN';
    if (this.#lengthFieldEnd > this.#maxFrameLength) {
      const sum = `lengthFieldOffset (${this.#lengthFieldOffset}) + lengthFieldLength (${this.#lengthFieldLength})`;
      const message = `maxFrameLength (${this.#maxFrameLength}) must be equal to or greater than ${sum}.`;
      throw new IllegalArgumentError(message, 'maxFrameLength');
    }
  }

  protected override decode(_ctx: ChannelHandlerContext, input: ByteBuf, out: unknown[]): void {
    this.#discard(input);
    if (input.readableBytes < this.#lengthFieldEnd) {
      return;
    }
    const frameBytes = this.#frameLengthIn(input);
    if (frameBytes > this.#maxFrameLength) {
      this.#beginToDiscard(input, frameBytes);
    } else if (input.isReadable(frameBytes)) {
      if (this.#initialBytesToStrip > frameBytes) {
        const limit = `initialBytesToStrip: ${this.#initialBytesToStrip}`;
        throwCorrupted(input, frameBytes, `Adjusted frame length (${frameBytes}) is less than ${limit}`);
      }
      input.skipBytes(this.#initialBytesToStrip);
      out.push(input.readRetainedSlice(frameBytes - this.#initialBytesToStrip));
    }
  }

  #frameLengthIn(input: ByteBuf): number {
    const index = input.readerIndex + this.#lengthFieldOffset;
    const value = getLength(input.order(this.#byteOrder), index, this.#lengthFieldLength);
    if (value < 0) {
      throwCorrupted(input, this.#lengthFieldEnd, `negative pre-adjustment length field: ${value}`);
    }
    const frameBytes = value + this.#lengthAdjustment + this.#lengthFieldEnd;
    if (frameBytes < this.#lengthFieldEnd) {
      const limit = `lengthFieldEndOffset: ${this.#lengthFieldEnd}`;
      throwCorrupted(input, this.#lengthFieldEnd, `Adjusted frame length (${frameBytes}) is less than ${limit}`);
    }
    return frameBytes;
  }

  #beginToDiscard(input: ByteBuf, lengthBytes: number): void {
    this.#tooLong = { lengthBytes, bytesToDiscard: lengthBytes };
    const isDiscarded = this.#skip(input, this.#tooLong);
    if (this.#failFast || isDiscarded) {
      this.#fail(lengthBytes);
    }
  }

  #discard(input: ByteBuf): void {
    const tooLong = this.#tooLong;
    if (tooLong !== undefined && this.#skip(input, tooLong) && !this.#failFast) {
      this.#fail(tooLong.lengthBytes);
    }
  }

  /** Whether all of the frame has been discarded. */
  #skip(input: ByteBuf, tooLong: { bytesToDiscard: number }): boolean {
    const skippedBytes = Math.min(tooLong.bytesToDiscard, input.readableBytes);
    input.skipBytes(skippedBytes);
    tooLong.bytesToDiscard -= skippedBytes;
    if (tooLong.bytesToDiscard === 0) {
      this.#tooLong = undefined;
    }
    return tooLong.bytesToDiscard === 0;
  }

  #fail(lengthBytes: number): never {
    throw new TooLongFrameError(`Adjusted frame length exceeds ${this.#maxFrameLength}: ${lengthBytes} - discarded`);
  }
}

/** Skips `lengthBytes`, so that the same bytes are not read again. */
function throwCorrupted(input: ByteBuf, lengthBytes: number, message: string): never {
  input.skipBytes(lengthBytes);
  throw new CorruptedFrameError(message);
}
