import type { ConnectionOptions } from 'node:tls';
import type { ChannelHandler } from './channel-handler.ts';
import type { DefaultEventLoop } from './default-event-loop.ts';
import type { SocketEndpoint } from './socket-address.ts';
import { SocketChannel } from './socket-channel.ts';
import type { SocketOptions } from './socket-transport.ts';

export interface BootstrapOptions {
  readonly eventLoop: DefaultEventLoop;
  /** Is in the pipeline of every connection: a `ChannelInitializer`, where there is more than one. */
  readonly handler: ChannelHandler;
  readonly options?: SocketOptions;
  /** Makes connections speak TLS, as `tls.connect` does with these; `{}` will do. */
  readonly tls?: ConnectionOptions;
}

/** Opens connections. Netty's class of this name. */
export class Bootstrap {
  readonly #options: BootstrapOptions;

  constructor(options: BootstrapOptions) {
    this.#options = options;
  }

  /** Rejects where the peer cannot be reached; nothing is open then. */
  async connect(remoteAddress: SocketEndpoint, localAddress?: SocketEndpoint): Promise<SocketChannel> {
    const { eventLoop, handler, options, tls } = this.#options;
    const channel = new SocketChannel(options, tls);
    channel.pipeline.addLast(handler);
    try {
      await eventLoop.register(channel);
      await channel.connect(remoteAddress, localAddress);
    } catch (error) {
      channel.unsafe.close(channel.newPromise());
      await channel.closeFuture;
      throw error;
    }
    return channel;
  }
}
