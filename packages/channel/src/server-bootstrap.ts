import type { TlsOptions } from 'node:tls';
import { Channel } from './channel.ts';
import type { ChannelOptions } from './channel-config.ts';
import type { ChannelHandler } from './channel-handler.ts';
import type { ChannelHandlerContext } from './channel-handler-context.ts';
import type { SocketAddress } from './channel-transport.ts';
import type { DefaultEventLoop } from './default-event-loop.ts';
import { LocalAddress, refuseTls } from './local-address.ts';
import { LocalServerChannel } from './local-server-channel.ts';
import { ServerSocketChannel } from './server-socket-channel.ts';
import type { SocketEndpoint } from './socket-address.ts';
import type { SocketOptions } from './socket-transport.ts';

export interface ServerBootstrapOptions {
  readonly eventLoop: DefaultEventLoop;
  /** Is in the pipeline of every connection, so it has to be sharable: a `ChannelInitializer` adds others. */
  readonly childHandler: ChannelHandler;
  /** Of each connection. */
  readonly childOptions?: SocketOptions;
  /** Is in the pipeline of the server itself, where connections come by as messages. */
  readonly handler?: ChannelHandler;
  /** Of the server itself. */
  readonly options?: ChannelOptions;
  /** Makes connections speak TLS: a key and a certificate at least, as in `tls.createServer`. */
  readonly tls?: TlsOptions;
}

/** Opens servers: over sockets, or at a `LocalAddress` within the process. Netty's class of this name. */
export class ServerBootstrap {
  readonly #options: ServerBootstrapOptions;

  constructor(options: ServerBootstrapOptions) {
    this.#options = options;
  }

  /**
   * Listens; on port 0 and on `LocalAddress.ANY`, the `localAddress` of the channel says what it came to be. Rejects where
   * it cannot be had.
   */
  bind(localAddress: LocalAddress): Promise<LocalServerChannel>;
  bind(localAddress: SocketEndpoint): Promise<ServerSocketChannel>;
  async bind(localAddress: SocketAddress): Promise<Channel> {
    const { eventLoop, handler, childHandler } = this.#options;
    const channel = this.#channelFor(localAddress);
    if (handler !== undefined) {
      channel.pipeline.addLast(handler);
    }
    channel.pipeline.addLast(new ServerBootstrapAcceptor(eventLoop, childHandler));
    try {
      await eventLoop.register(channel);
      await channel.bind(localAddress);
    } catch (error) {
      channel.unsafe.close(channel.newPromise());
      await channel.closeFuture;
      throw error;
    }
    return channel;
  }

  #channelFor(localAddress: SocketAddress): Channel {
    const { options, childOptions, tls } = this.#options;
    if (localAddress instanceof LocalAddress) {
      refuseTls(tls);
      return new LocalServerChannel(options, childOptions);
    }
    return new ServerSocketChannel(options, childOptions, tls);
  }
}

/** Gives a connection its handlers and its event loop. Netty's class of this name. */
class ServerBootstrapAcceptor implements ChannelHandler {
  readonly #eventLoop: DefaultEventLoop;
  readonly #childHandler: ChannelHandler;

  constructor(eventLoop: DefaultEventLoop, childHandler: ChannelHandler) {
    this.#eventLoop = eventLoop;
    this.#childHandler = childHandler;
  }

  channelRead(ctx: ChannelHandlerContext, message: unknown): void {
    if (!(message instanceof Channel)) {
      ctx.fireChannelRead(message);
      return;
    }
    try {
      message.pipeline.addLast(this.#childHandler);
    } catch (error) {
      message.unsafe.close(message.newPromise());
      throw error;
    }
    // A loop that has been shut down closes the connection.
    void this.#eventLoop.register(message);
  }
}
