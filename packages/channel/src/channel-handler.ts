import type { ChannelPromise } from './channel-future.ts';
import type { ChannelHandlerContext } from './channel-handler-context.ts';
import type { SocketAddress } from './channel-transport.ts';

/**
 * What a method that handles an event may return. When the promise of an `async` method is rejected, that counts as thrown:
 * an inbound one's goes to `exceptionCaught`, an outbound one's fails the promise of the operation. Nothing waits for it but
 * an executor that the handler was added with.
 */
export type Handled = void | Promise<void>;

interface AnyHandler {
  /** Whether one instance may be in several pipelines, or several times in one. Netty's annotation `@Sharable`. */
  readonly isSharable?: boolean;
  /** Called when events can come. */
  handlerAdded?(ctx: ChannelHandlerContext): void;
  /** Called when no more events come: the place to release what the handler still holds. */
  handlerRemoved?(ctx: ChannelHandlerContext): void;
  /** Borrows nothing: whoever threw still owns the message, unless it said otherwise. */
  exceptionCaught?(ctx: ChannelHandlerContext, cause: unknown): Handled;
}

/** Handles what comes from the channel. Events without a method go on to the next handler. Netty's interface of this name. */
export interface ChannelInboundHandler extends AnyHandler {
  channelRegistered?(ctx: ChannelHandlerContext): Handled;
  channelUnregistered?(ctx: ChannelHandlerContext): Handled;
  channelActive?(ctx: ChannelHandlerContext): Handled;
  channelInactive?(ctx: ChannelHandlerContext): Handled;
  /** Takes `message`: releases it, keeps it, or hands it on with `ctx.fireChannelRead`. Also where it throws. */
  channelRead?(ctx: ChannelHandlerContext, message: unknown): Handled;
  channelReadComplete?(ctx: ChannelHandlerContext): Handled;
  /** Takes `event`. */
  userEventTriggered?(ctx: ChannelHandlerContext, event: unknown): Handled;
  channelWritabilityChanged?(ctx: ChannelHandlerContext): Handled;
}

/** Handles what is asked of the channel. Operations without a method go on to the next handler. Netty's interface of this name. */
export interface ChannelOutboundHandler extends AnyHandler {
  bind?(ctx: ChannelHandlerContext, localAddress: SocketAddress, promise: ChannelPromise): Handled;
  connect?(
    ctx: ChannelHandlerContext,
    remoteAddress: SocketAddress,
    localAddress: SocketAddress | undefined,
    promise: ChannelPromise,
  ): Handled;
  disconnect?(ctx: ChannelHandlerContext, promise: ChannelPromise): Handled;
  close?(ctx: ChannelHandlerContext, promise: ChannelPromise): Handled;
  deregister?(ctx: ChannelHandlerContext, promise: ChannelPromise): Handled;
  read?(ctx: ChannelHandlerContext): Handled;
  /** Takes `message`: releases it and completes `promise`, or hands both on with `ctx.write`. Also where it throws. */
  write?(ctx: ChannelHandlerContext, message: unknown, promise: ChannelPromise): Handled;
  flush?(ctx: ChannelHandlerContext): Handled;
}

/** Whatever stands in a pipeline: an object with methods for the events it cares for. Netty's interface of this name. */
export interface ChannelHandler extends ChannelInboundHandler, ChannelOutboundHandler {}
