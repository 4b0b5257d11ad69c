import type { Channel } from './channel.ts';
import type { ChannelOutboundBuffer } from './channel-outbound-buffer.ts';

/** An end of a connection, in whatever form its transport knows: text, host and port, a path. */
export type SocketAddress = object | string;

/**
 * What a kind of channel does beneath its pipeline: the `do…` methods of Netty's `AbstractChannel`. Only the channel calls
 * them. What they throw fails the operation they are called for.
 */
export interface ChannelTransport {
  readonly localAddress: SocketAddress | undefined;
  readonly remoteAddress: SocketAddress | undefined;
  /** Whether it has not been closed. */
  isOpen(): boolean;
  /** Whether it is connected: messages can be read and written. */
  isActive(): boolean;
  /** Called once, before anything else: from here on the transport may fire events through the channel's pipeline. */
  register(channel: Channel): void;
  /** What takes its time returns a promise. */
  bind(localAddress: SocketAddress): void | Promise<void>;
  /** As {@link bind}. A transport that could not connect has closed itself. */
  connect(remoteAddress: SocketAddress, localAddress: SocketAddress | undefined): void | Promise<void>;
  disconnect(): void;
  /** From here on it is not open. A promise says when the last of it has ended: of memory that is still being written, too. */
  close(): void | Promise<void>;
  /** Ends what can be written; nothing more comes. */
  shutdownOutput?(): void;
  /** Reads once, and fires what it reads. */
  beginRead(): void;
  /** Takes back a {@link beginRead} that has read nothing so far. */
  stopRead?(): void;
  /** What `message` will be written as. Takes it, unless it throws; returns owned. */
  filterOutboundMessage(message: unknown): unknown;
  /**
   * Writes the flushed messages of `buffer`, as many as there is room for, and calls its `remove()` for each that has been
   * written. Borrows them until then.
   */
  write(buffer: ChannelOutboundBuffer): void;
}
