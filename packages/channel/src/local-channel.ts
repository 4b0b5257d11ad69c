import { Channel } from './channel.ts';
import type { ChannelTransport } from './channel-transport.ts';
import { type LocalChannelOptions, LocalTransport } from './local-transport.ts';

/**
 * A channel to another one in the same process. Netty's class of this name; a `Bootstrap` and a `ServerBootstrap` make it
 * for a `LocalAddress`.
 *
 * Messages of any kind change hands as they are: what is written is the other side's, which reads it in a task of its own
 * event loop. A side that does not read takes in 64 messages; further ones wait where they were written.
 */
export class LocalChannel extends Channel {
  /** With the server's side of a connection, by which it is `accepted`. */
  constructor(options: LocalChannelOptions = {}, accepted: ChannelTransport = new LocalTransport(options)) {
    super(accepted, options);
  }
}
