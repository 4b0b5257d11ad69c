import type { Socket } from 'node:net';
import type { ConnectionOptions } from 'node:tls';
import { Channel } from './channel.ts';
import type { ChannelFuture, ChannelPromise } from './channel-future.ts';
import { type SocketOptions, SocketTransport } from './socket-transport.ts';

/**
 * A channel over a TCP or Unix socket, with TLS or without. Netty's interface of this name; a `Bootstrap` and a
 * `ServerBootstrap` make it.
 *
 * What it reads comes in buffers of its allocator where it has connected, and in ones that wrap the memory Node has read into
 * where it was accepted. What is written has to be a ByteBuf; it is sent from where it lies, small ones among several as one
 * copy, and released when the system has taken it, also where the channel is closed before.
 */
export class SocketChannel extends Channel {
  readonly #transport: SocketTransport;

  /** With the `accepted` socket of a server, which it takes. */
  constructor(options: SocketOptions = {}, tls?: ConnectionOptions, accepted?: Socket) {
    const transport = new SocketTransport(options, tls, accepted);
    super(transport, options);
    this.#transport = transport;
  }

  /** Whether the peer has ended its side, which keeps the channel open with `allowHalfClosure` only. */
  isInputShutdown(): boolean {
    return this.#transport.isInputShutdown();
  }

  isOutputShutdown(): boolean {
    return this.#transport.isOutputShutdown();
  }

  /** Ends the own side: the peer reads all that was written, and then its end. What still waits here is released, and fails. */
  shutdownOutput(promise: ChannelPromise = this.newPromise()): ChannelFuture {
    this.unsafe.shutdownOutput(promise);
    return promise;
  }
}
