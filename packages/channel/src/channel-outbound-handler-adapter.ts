import type { ChannelPromise } from './channel-future.ts';
import type { ChannelOutboundHandler } from './channel-handler.ts';
import type { ChannelHandlerContext } from './channel-handler-context.ts';
import type { SocketAddress } from './channel-transport.ts';

/** Hands every outbound operation on, for handlers that extend it and call `super`. Netty's class of this name. */
export class ChannelOutboundHandlerAdapter implements ChannelOutboundHandler {
  bind(ctx: ChannelHandlerContext, localAddress: SocketAddress, promise: ChannelPromise): void {
    ctx.bind(localAddress, promise);
  }

  connect(
    ctx: ChannelHandlerContext,
    remoteAddress: SocketAddress,
    localAddress: SocketAddress | undefined,
    promise: ChannelPromise,
  ): void {
    ctx.connect(remoteAddress, localAddress, promise);
  }

  disconnect(ctx: ChannelHandlerContext, promise: ChannelPromise): void {
    ctx.disconnect(promise);
  }

  close(ctx: ChannelHandlerContext, promise: ChannelPromise): void {
    ctx.close(promise);
  }

  deregister(ctx: ChannelHandlerContext, promise: ChannelPromise): void {
    ctx.deregister(promise);
  }

  read(ctx: ChannelHandlerContext): void {
    ctx.read();
  }

  /** Takes `message`. */
  write(ctx: ChannelHandlerContext, message: unknown, promise: ChannelPromise): void {
    ctx.write(message, promise);
  }

  flush(ctx: ChannelHandlerContext): void {
    ctx.flush();
  }
}
