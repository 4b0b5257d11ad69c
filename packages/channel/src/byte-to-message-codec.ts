import type { ByteBuf } from '@watertight/buffer';
import { ByteToMessageDecoder, type ByteToMessageDecoderOptions } from './byte-to-message-decoder.ts';
import type { ChannelPromise } from './channel-future.ts';
import type { ChannelOutboundHandler } from './channel-handler.ts';
import type { ChannelHandlerContext } from './channel-handler-context.ts';
import { encodeToBytes } from './message-to-byte-encoder.ts';
import { type MessageType, matcherOf } from './message-type.ts';

/** A decoder of bytes that also encodes the messages of one type. Netty's class of this name. */
export abstract class ByteToMessageCodec<I> extends ByteToMessageDecoder implements ChannelOutboundHandler {
  readonly #accepts: (message: unknown) => message is I;

  constructor(type: MessageType<I>, options?: ByteToMessageDecoderOptions) {
    super(options);
    this.#accepts = matcherOf(type);
  }

  /** Whether a message is encoded here. Borrows. */
  acceptOutboundMessage(message: unknown): message is I {
    return this.#accepts(message);
  }

  /** Takes `message`: it is released when {@link encode} has returned or thrown. */
  write(ctx: ChannelHandlerContext, message: unknown, promise: ChannelPromise): void {
    if (this.acceptOutboundMessage(message)) {
      ctx.write(
        encodeToBytes(message, ctx.alloc.ioBuffer(), (out) => this.encode(ctx, message, out)),
        promise,
      );
    } else {
      ctx.write(message, promise);
    }
  }

  /** Writes `message` to `out`. Borrows both. */
  protected abstract encode(ctx: ChannelHandlerContext, message: I, out: ByteBuf): void;
}
