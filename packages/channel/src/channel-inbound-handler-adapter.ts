import type { ChannelInboundHandler } from './channel-handler.ts';
import type { ChannelHandlerContext } from './channel-handler-context.ts';

/** Hands every inbound event on, for handlers that extend it and call `super`. Netty's class of this name. */
export class ChannelInboundHandlerAdapter implements ChannelInboundHandler {
  exceptionCaught(ctx: ChannelHandlerContext, cause: unknown): void {
    ctx.fireExceptionCaught(cause);
  }

  channelRegistered(ctx: ChannelHandlerContext): void {
    ctx.fireChannelRegistered();
  }

  channelUnregistered(ctx: ChannelHandlerContext): void {
    ctx.fireChannelUnregistered();
  }

  channelActive(ctx: ChannelHandlerContext): void {
    ctx.fireChannelActive();
  }

  channelInactive(ctx: ChannelHandlerContext): void {
    ctx.fireChannelInactive();
  }

  /** Takes `message`. */
  channelRead(ctx: ChannelHandlerContext, message: unknown): void {
    ctx.fireChannelRead(message);
  }

  channelReadComplete(ctx: ChannelHandlerContext): void {
    ctx.fireChannelReadComplete();
  }

  /** Takes `event`. */
  userEventTriggered(ctx: ChannelHandlerContext, event: unknown): void {
    ctx.fireUserEventTriggered(event);
  }

  channelWritabilityChanged(ctx: ChannelHandlerContext): void {
    ctx.fireChannelWritabilityChanged();
  }
}
