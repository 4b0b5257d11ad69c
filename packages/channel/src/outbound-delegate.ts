import type { ChannelFuture, ChannelPromise } from './channel-future.ts';
import type { ChannelOutboundInvoker } from './channel-invoker.ts';
import type { SocketAddress } from './channel-transport.ts';

/** Hands operations to where they begin: a channel to its pipeline, a pipeline to its tail. */
export abstract class OutboundDelegate implements ChannelOutboundInvoker {
  protected abstract get outbound(): ChannelOutboundInvoker;

  bind(localAddress: SocketAddress, promise?: ChannelPromise): ChannelFuture {
    return this.outbound.bind(localAddress, promise);
  }

  connect(remoteAddress: SocketAddress, localAddress?: SocketAddress, promise?: ChannelPromise): ChannelFuture {
    return this.outbound.connect(remoteAddress, localAddress, promise);
  }

  disconnect(promise?: ChannelPromise): ChannelFuture {
    return this.outbound.disconnect(promise);
  }

  close(promise?: ChannelPromise): ChannelFuture {
    return this.outbound.close(promise);
  }

  deregister(promise?: ChannelPromise): ChannelFuture {
    return this.outbound.deregister(promise);
  }

  read(): this {
    this.outbound.read();
    return this;
  }

  /** Takes `message`. */
  write(message: unknown, promise?: ChannelPromise): ChannelFuture {
    return this.outbound.write(message, promise);
  }

  flush(): this {
    this.outbound.flush();
    return this;
  }

  /** Takes `message`. */
  writeAndFlush(message: unknown, promise?: ChannelPromise): ChannelFuture {
    return this.outbound.writeAndFlush(message, promise);
  }

  newPromise(): ChannelPromise {
    return this.outbound.newPromise();
  }

  voidPromise(): ChannelPromise {
    return this.outbound.voidPromise();
  }

  newSucceededFuture(): ChannelFuture {
    return this.outbound.newSucceededFuture();
  }

  newFailedFuture(cause: unknown): ChannelFuture {
    return this.outbound.newFailedFuture(cause);
  }
}
