import { ByteBuf, type ByteOrder, IllegalArgumentError } from '@watertight/buffer';
import type { ChannelHandlerContext } from './channel-handler-context.ts';
import { type LengthFieldLength, requireLengthFieldLength, writeLength } from './length-field.ts';
import { MessageToMessageEncoder } from './message-to-message-encoder.ts';

/** All lengths are in bytes. */
export interface LengthFieldPrependerOptions {
  readonly lengthFieldLength: LengthFieldLength;
  /** What to add to a message's length to get the field's value. */
  readonly lengthAdjustment?: number;
  /** Whether the value counts the field itself; by default it does not. */
  readonly lengthIncludesLengthFieldLength?: boolean;
  /** Of the length field; by default `BIG_ENDIAN`. */
  readonly byteOrder?: ByteOrder;
}

interface Limit {
  readonly limit: number;
  readonly name: string;
}

/** The values that a field cannot hold begin here, and how Netty calls what is too small for them. */
const LIMITS: Readonly<Record<LengthFieldLength, Limit>> = {
  1: { limit: 2 ** 8, name: 'byte' },
  2: { limit: 2 ** 16, name: 'short integer' },
  3: { limit: 2 ** 24, name: 'medium integer' },
  4: { limit: 2 ** 31, name: 'integer' },
  8: { limit: Number.POSITIVE_INFINITY, name: 'long integer' },
};

/** Writes the length of each buffer before it. Netty's class of this name. */
export class LengthFieldPrepender extends MessageToMessageEncoder<ByteBuf> {
  readonly isSharable = true;
  readonly #lengthFieldLength: LengthFieldLength;
  readonly #adjustment: number;
  readonly #byteOrder: ByteOrder;

  constructor(options: LengthFieldPrependerOptions) {
    super(ByteBuf);
    requireLengthFieldLength(options.lengthFieldLength);
    this.#lengthFieldLength = options.lengthFieldLength;
    const own = options.lengthIncludesLengthFieldLength ? options.lengthFieldLength : 0;
    this.#adjustment = (options.lengthAdjustment ?? 0) + own;
    this.#byteOrder = options.byteOrder ?? 'BIG_ENDIAN';
  }

  protected override encode(ctx: ChannelHandlerContext, message: ByteBuf, out: unknown[]): void {
    const length = message.readableBytes + this.#adjustment;
    const { limit, name } = LIMITS[this.#lengthFieldLength];
    if (length < 0) {
      throw new IllegalArgumentError(`Adjusted frame length (${length}) is less than zero`, 'length');
    }
    if (length >= limit) {
      throw new IllegalArgumentError(`length does not fit into a ${name}: ${length}`, 'length');
    }
    const header = ctx.alloc.buffer(this.#lengthFieldLength);
    writeLength(header.order(this.#byteOrder), length, this.#lengthFieldLength);
    out.push(header, message.retain());
  }
}
