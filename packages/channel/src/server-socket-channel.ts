import type { TlsOptions } from 'node:tls';
import { Channel } from './channel.ts';
import type { ChannelOptions } from './channel-config.ts';
import { ServerSocketTransport } from './server-socket-transport.ts';
import type { SocketOptions } from './socket-transport.ts';

/**
 * A channel that listens. Netty's interface of this name; a `ServerBootstrap` makes it.
 *
 * What it reads are the channels of the connections that it has accepted, which live on when it is closed.
 */
export class ServerSocketChannel extends Channel {
  constructor(options: ChannelOptions = {}, childOptions: SocketOptions = {}, tls?: TlsOptions) {
    super(new ServerSocketTransport(childOptions, tls), options);
  }
}
