import { Channel } from './channel.ts';
import type { ChannelOptions } from './channel-config.ts';
import { LocalServerTransport } from './local-server-transport.ts';
import type { LocalChannelOptions } from './local-transport.ts';

/**
 * A channel that others in the same process connect to. Netty's class of this name; a `ServerBootstrap` makes it for a
 * `LocalAddress`.
 *
 * What it reads are the channels of the connections that it has accepted, which live on when it is closed.
 */
export class LocalServerChannel extends Channel {
  constructor(options: ChannelOptions = {}, childOptions: LocalChannelOptions = {}) {
    super(new LocalServerTransport(childOptions), options);
  }
}
