import { ReferenceCountUtil } from '@watertight/buffer';
import { asDecoderError } from './byte-to-message-decoder.ts';
import type { ChannelHandlerContext } from './channel-handler-context.ts';
import { ChannelInboundHandlerAdapter } from './channel-inbound-handler-adapter.ts';
import { type MessageType, matcherOf } from './message-type.ts';

/** Makes other messages of the messages of one type; others go on. Netty's class of this name. */
export abstract class MessageToMessageDecoder<I> extends ChannelInboundHandlerAdapter {
  readonly #accepts: (message: unknown) => message is I;

  constructor(type: MessageType<I>) {
    super();
    this.#accepts = matcherOf(type);
  }

  /** Whether a message is decoded here. Borrows. */
  acceptInboundMessage(message: unknown): message is I {
    return this.#accepts(message);
  }

  /** Takes `message`: it is released when {@link decode} has returned or thrown. What is in `out` by then is handed on. */
  override channelRead(ctx: ChannelHandlerContext, message: unknown): void {
    if (!this.acceptInboundMessage(message)) {
      ctx.fireChannelRead(message);
      return;
    }
    const out: unknown[] = [];
    try {
      try {
        this.decode(ctx, message, out);
      } finally {
        ReferenceCountUtil.release(message);
      }
    } catch (error) {
      throw asDecoderError(error);
    } finally {
      for (const decoded of out) {
        ctx.fireChannelRead(decoded);
      }
    }
  }

  /** Adds to `out` what `message` comes to. Borrows it, to be retained if it is added itself. */
  protected abstract decode(ctx: ChannelHandlerContext, message: I, out: unknown[]): void;
}
