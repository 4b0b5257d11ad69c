import { type ByteBuf, ReferenceCountUtil, Unpooled } from '@watertight/buffer';
import type { ChannelPromise } from './channel-future.ts';
import type { ChannelHandlerContext } from './channel-handler-context.ts';
import { ChannelOutboundHandlerAdapter } from './channel-outbound-handler-adapter.ts';
import { asEncoderError } from './message-to-message-encoder.ts';
import { type MessageType, matcherOf } from './message-type.ts';

/** Writes bytes for the messages of one type; others go on. Netty's class of this name. */
export abstract class MessageToByteEncoder<I> extends ChannelOutboundHandlerAdapter {
  readonly #accepts: (message: unknown) => message is I;

  constructor(type: MessageType<I>) {
    super();
    this.#accepts = matcherOf(type);
  }

  /** Whether a message is encoded here. Borrows. */
  acceptOutboundMessage(message: unknown): message is I {
    return this.#accepts(message);
  }

  /** Takes `message`: it is released when {@link encode} has returned or thrown. */
  override write(ctx: ChannelHandlerContext, message: unknown, promise: ChannelPromise): void {
    if (this.acceptOutboundMessage(message)) {
      const out = encodeToBytes(message, this.allocateBuffer(ctx, message), (bytes) =>
        this.encode(ctx, message, bytes),
      );
      ctx.write(out, promise);
    } else {
      ctx.write(message, promise);
    }
  }

  /** Writes `message` to `out`. Borrows both. */
  protected abstract encode(ctx: ChannelHandlerContext, message: I, out: ByteBuf): void;

  /** What {@link encode} writes to; by default a buffer for input and output. Borrows `message`; returns owned. */
  protected allocateBuffer(ctx: ChannelHandlerContext, _message: I): ByteBuf {
    return ctx.alloc.ioBuffer();
  }
}

/** Has `message` written to `out`. Takes both, also where it throws; returns owned. */
export function encodeToBytes(message: unknown, out: ByteBuf, encode: (out: ByteBuf) => void): ByteBuf {
  let isEncoded = false;
  try {
    try {
      encode(out);
    } finally {
      ReferenceCountUtil.release(message);
    }
    isEncoded = out.isReadable();
    return isEncoded ? out : Unpooled.EMPTY_BUFFER;
  } catch (error) {
    throw asEncoderError(error);
  } finally {
    if (!isEncoded) {
      out.release();
    }
  }
}
