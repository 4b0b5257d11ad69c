import type { ConnectionOptions } from 'node:tls';
import type { Channel } from './channel.ts';
import type { ChannelHandler } from './channel-handler.ts';
import type { SocketAddress } from './channel-transport.ts';
import type { DefaultEventLoop } from './default-event-loop.ts';
import { LocalAddress, refuseTls } from './local-address.ts';
import { LocalChannel } from './local-channel.ts';
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

/** Opens connections: over sockets, or to a `LocalAddress` within the process. Netty's class of this name. */
export class Bootstrap {
  readonly #options: BootstrapOptions;

  constructor(options: BootstrapOptions) {
    this.#options = options;
  }

  /** Rejects where the peer cannot be reached; nothing is open then. */
  connect(remoteAddress: LocalAddress, localAddress?: LocalAddress): Promise<LocalChannel>;
  connect(remoteAddress: SocketEndpoint, localAddress?: SocketEndpoint): Promise<SocketChannel>;
  async connect(remoteAddress: SocketAddress, localAddress?: SocketAddress): Promise<Channel> {
    const { eventLoop, handler } = this.#options;
    const channel = this.#channelFor(remoteAddress);
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

  #channelFor(remoteAddress: SocketAddress): Channel {
    const { options, tls } = this.#options;
    if (remoteAddress instanceof LocalAddress) {
      refuseTls(tls);
      return new LocalChannel(options);
    }
    return new SocketChannel(options, tls);
  }
}
