import { types } from 'node:util';
import { ReferenceCountUtil } from '@watertight/buffer';
import type { Handled } from './channel-handler.ts';
import type { ChannelHandlerContext } from './channel-handler-context.ts';
import { ChannelInboundHandlerAdapter } from './channel-inbound-handler-adapter.ts';
import { type MessageType, matcherOf } from './message-type.ts';

/** Handles the messages of one type and releases them afterwards; others go on. Netty's class of this name. */
export abstract class SimpleChannelInboundHandler<I> extends ChannelInboundHandlerAdapter {
  readonly #accepts: (message: unknown) => message is I;
  readonly #autoRelease: boolean;

  /** With `autoRelease` false, {@link channelRead0} has to release the messages itself. */
  constructor(type: MessageType<I>, { autoRelease = true }: { readonly autoRelease?: boolean } = {}) {
    super();
    this.#accepts = matcherOf(type);
    this.#autoRelease = autoRelease;
  }

  /** Whether a message is handled here. Borrows. */
  acceptInboundMessage(message: unknown): message is I {
    return this.#accepts(message);
  }

  /** Takes `message`: it is released when {@link channelRead0} has returned or thrown, or its promise is settled. */
  override channelRead(ctx: ChannelHandlerContext, message: unknown): Handled {
    if (!this.acceptInboundMessage(message)) {
      ctx.fireChannelRead(message);
      return;
    }
    let isReleasedHere = this.#autoRelease;
    try {
      const handled = this.channelRead0(ctx, message);
      if (isReleasedHere && types.isPromise(handled)) {
        isReleasedHere = false;
        return handled.finally(() => ReferenceCountUtil.release(message));
      }
      return handled;
    } finally {
      if (isReleasedHere) {
        ReferenceCountUtil.release(message);
      }
    }
  }

  /** Handles one message. Borrows it, unless `autoRelease` is false; retain what has to live on. */
  protected abstract channelRead0(ctx: ChannelHandlerContext, message: I): Handled;
}
