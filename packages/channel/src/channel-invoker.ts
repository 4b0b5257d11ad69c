import type { ChannelFuture, ChannelPromise } from './channel-future.ts';
import type { SocketAddress } from './channel-transport.ts';

/** Fires events towards the tail of a pipeline. Netty's interface of this name. */
export interface ChannelInboundInvoker {
  fireChannelRegistered(): this;
  fireChannelUnregistered(): this;
  fireChannelActive(): this;
  fireChannelInactive(): this;
  /** What nobody handles is a warning. */
  fireExceptionCaught(cause: unknown): this;
  /** Takes `event`: the next handler has it, and the tail releases it. */
  fireUserEventTriggered(event: unknown): this;
  /** Takes `message`: the next handler has it, and the tail releases it. */
  fireChannelRead(message: unknown): this;
  fireChannelReadComplete(): this;
  fireChannelWritabilityChanged(): this;
}

/**
 * Asks something of a channel, by way of the handlers towards the head of its pipeline. Netty's interface of this name.
 *
 * What returns a future returns the promise it was given, or a new one.
 */
export interface ChannelOutboundInvoker {
  bind(localAddress: SocketAddress, promise?: ChannelPromise): ChannelFuture;
  connect(remoteAddress: SocketAddress, localAddress?: SocketAddress, promise?: ChannelPromise): ChannelFuture;
  disconnect(promise?: ChannelPromise): ChannelFuture;
  close(promise?: ChannelPromise): ChannelFuture;
  deregister(promise?: ChannelPromise): ChannelFuture;
  /** Asks the channel to read once, where `autoRead` does not. */
  read(): this;
  /**
   * Queues `message` until {@link flush}. Takes it: it is released when it has been written or could not be; a handler that
   * throws over it still owns it.
   *
   * @throws IllegalArgumentError when there is no message, or the promise is done or another channel's.
   */
  write(message: unknown, promise?: ChannelPromise): ChannelFuture;
  /** Writes what is queued. */
  flush(): this;
  /** {@link write}, then {@link flush}. Takes `message`. */
  writeAndFlush(message: unknown, promise?: ChannelPromise): ChannelFuture;
  newPromise(): ChannelPromise;
  /** A promise for writes whose success is nobody's concern; a failure is fired as an exception. */
  voidPromise(): ChannelPromise;
  newSucceededFuture(): ChannelFuture;
  newFailedFuture(cause: unknown): ChannelFuture;
}
