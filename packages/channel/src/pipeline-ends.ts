import { ReferenceCountUtil } from '@watertight/buffer';
import type { Channel } from './channel.ts';
import type { ChannelPromise } from './channel-future.ts';
import type { ChannelHandler } from './channel-handler.ts';
import type { ChannelHandlerContext } from './channel-handler-context.ts';
import { isDebugLogged, logDebug, logWarning } from './channel-log.ts';
import type { SocketAddress } from './channel-transport.ts';

/** The end of a pipeline that talks to the transport: Netty's `HeadContext`. */
export class HeadHandler implements ChannelHandler {
  readonly #channel: Channel;

  constructor(channel: Channel) {
    this.#channel = channel;
  }

  bind(_ctx: ChannelHandlerContext, localAddress: SocketAddress, promise: ChannelPromise): void {
    this.#channel.unsafe.bind(localAddress, promise);
  }

  connect(
    _ctx: ChannelHandlerContext,
    remoteAddress: SocketAddress,
    localAddress: SocketAddress | undefined,
    promise: ChannelPromise,
  ): void {
    this.#channel.unsafe.connect(remoteAddress, localAddress, promise);
  }

  disconnect(_ctx: ChannelHandlerContext, promise: ChannelPromise): void {
    this.#channel.unsafe.disconnect(promise);
  }

  close(_ctx: ChannelHandlerContext, promise: ChannelPromise): void {
    this.#channel.unsafe.close(promise);
  }

  deregister(_ctx: ChannelHandlerContext, promise: ChannelPromise): void {
    this.#channel.unsafe.deregister(promise);
  }

  read(): void {
    this.#channel.unsafe.beginRead();
  }

  write(_ctx: ChannelHandlerContext, message: unknown, promise: ChannelPromise): void {
    this.#channel.unsafe.write(message, promise);
  }

  flush(): void {
    this.#channel.unsafe.flush();
  }

  channelActive(ctx: ChannelHandlerContext): void {
    ctx.fireChannelActive();
    this.#readIfAutoRead();
  }

  channelReadComplete(ctx: ChannelHandlerContext): void {
    ctx.fireChannelReadComplete();
    this.#readIfAutoRead();
  }

  channelUnregistered(ctx: ChannelHandlerContext): void {
    ctx.fireChannelUnregistered();
    if (!this.#channel.isOpen()) {
      ctx.pipeline.destroy();
    }
  }

  #readIfAutoRead(): void {
    if (this.#channel.config.autoRead) {
      this.#channel.read();
    }
  }
}

/** What becomes of that which no handler has taken. Each method takes what it is given. */
export interface UnhandledInbound {
  message(ctx: ChannelHandlerContext, message: unknown): void;
  exception(cause: unknown): void;
}

/** Releases it and says so: what Netty's `TailContext` does. */
export const DISCARD: UnhandledInbound = Object.freeze({
  message(ctx: ChannelHandlerContext, message: unknown): void {
    const isLogged = isDebugLogged();
    try {
      if (isLogged) {
        const advice = 'Please check your pipeline configuration.';
        logDebug(`Discarded inbound message ${String(message)} that reached at the tail of the pipeline. ${advice}`);
      }
    } finally {
      ReferenceCountUtil.release(message);
    }
    if (isLogged) {
      logDebug(`Discarded message pipeline : [${ctx.pipeline.names().join(', ')}]. Channel : ${ctx.channel}.`);
    }
  },
  exception(cause: unknown): void {
    try {
      const reached = 'An exceptionCaught() event was fired, and it reached at the tail of the pipeline.';
      logWarning(`${reached} It usually means the last handler in the pipeline did not handle the exception.`, cause);
    } finally {
      ReferenceCountUtil.release(cause);
    }
  },
});

/** The end of a pipeline that nothing leaves: Netty's `TailContext`. */
export class TailHandler implements ChannelHandler {
  readonly #unhandled: UnhandledInbound;

  constructor(unhandled: UnhandledInbound) {
    this.#unhandled = unhandled;
  }

  channelRead(ctx: ChannelHandlerContext, message: unknown): void {
    this.#unhandled.message(ctx, message);
  }

  exceptionCaught(_ctx: ChannelHandlerContext, cause: unknown): void {
    this.#unhandled.exception(cause);
  }

  userEventTriggered(_ctx: ChannelHandlerContext, event: unknown): void {
    ReferenceCountUtil.release(event);
  }

  channelRegistered(): void {}

  channelUnregistered(): void {}

  channelActive(): void {}

  channelInactive(): void {}

  channelReadComplete(): void {}

  channelWritabilityChanged(): void {}
}
