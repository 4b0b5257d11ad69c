import type { TlsOptions } from 'node:tls';
import type { ChannelOptions } from './channel-config.ts';
import type { ChannelHandler } from './channel-handler.ts';
import type { ChannelHandlerContext } from './channel-handler-context.ts';
import type { DefaultEventLoop } from './default-event-loop.ts';
import { ServerSocketChannel } from './server-socket-channel.ts';
import type { SocketEndpoint } from './socket-address.ts';
import { SocketChannel } from './socket-channel.ts';
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

/** Opens servers. Netty's class of this name. */
export class ServerBootstrap {
  readonly #options: ServerBootstrapOptions;

  constructor(options: ServerBootstrapOptions) {
    this.#options = options;
  }

  /** Listens; on port 0, the `localAddress` of the channel says which one it came to be. Rejects where it cannot be had. */
  async bind(localAddress: SocketEndpoint): Promise<ServerSocketChannel> {
    const { eventLoop, handler, options, childHandler, childOptions, tls } = this.#options;
    const channel = new ServerSocketChannel(options, childOptions, tls);
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
    if (!(message instanceof SocketChannel)) {
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
