import { ReferenceCountUtil, UnsupportedOperationError } from '@watertight/buffer';
import type { Channel } from './channel.ts';
import type { ChannelOptions } from './channel-config.ts';
import type { ChannelOutboundBuffer } from './channel-outbound-buffer.ts';
import type { ChannelTransport, SocketAddress } from './channel-transport.ts';
import { limitConnect } from './connect-timeout.ts';
import { ClosedChannelError, ConnectionRefusedError, IllegalStateError } from './errors.ts';
import type { ScheduledTask } from './event-loop.ts';
import { LocalAddress, requireLocalAddress } from './local-address.ts';
import { LocalInbound } from './local-inbound.ts';
import { acceptorOf, freeAddress, holdAddress } from './local-registry.ts';

export interface LocalChannelOptions extends ChannelOptions {
  /** 30 seconds by default; 0 is no limit. */
  readonly connectTimeoutMs?: number;
}

/**
 * One side of a connection within the process. What is written is handed to the other side as it is, up to what that takes
 * in before it reads; the rest waits with its writer, and counts there.
 */
export class LocalTransport implements ChannelTransport {
  localAddress: LocalAddress | undefined;
  remoteAddress: LocalAddress | undefined;
  readonly #connectTimeoutMs: number | undefined;
  #state: 'open' | 'connected' | 'closed' = 'open';
  #channel: Channel | undefined;
  #inbound: LocalInbound<unknown> | undefined;
  #peer: LocalTransport | undefined;
  /** Ends the connect that is under way, which has succeeded if it is given no error. */
  #endConnect: ((refusal?: Error) => void) | undefined;

  /** With the `client` whose server this side is; without one, `connect` finds a server. */
  constructor({ connectTimeoutMs }: LocalChannelOptions, client?: LocalTransport) {
    this.#connectTimeoutMs = connectTimeoutMs;
    this.#peer = client;
    this.localAddress = client?.remoteAddress;
    this.remoteAddress = client?.localAddress;
  }

  isOpen(): boolean {
    return this.#state !== 'closed';
  }

  isActive(): boolean {
    return this.#state === 'connected';
  }

  register(channel: Channel): void {
    this.#channel = channel;
    this.#inbound = new LocalInbound(channel, () => this.#goOn());
    const client = this.#peer;
    if (client !== undefined) {
      if (client.#endConnect === undefined) {
        // It has given up meanwhile.
        throw new ClosedChannelError(String(client.#channel));
      }
      this.#state = 'connected';
      client.#peer = this;
      client.#endConnect();
    }
  }

  /** A client says with {@link connect} where it connects from. */
  bind(): never {
    throw new UnsupportedOperationError('bind: a LocalChannel is bound by connect(remoteAddress, localAddress).');
  }

  connect(remoteAddress: SocketAddress, localAddress: SocketAddress = LocalAddress.ANY): Promise<void> {
    const remote = requireLocalAddress(remoteAddress);
    const local = requireLocalAddress(localAddress);
    const channel = this.#requireUnconnected();
    const accept = acceptorOf(remote);
    if (accept === undefined) {
      this.close();
      throw new ConnectionRefusedError(String(remote));
    }
    this.localAddress = holdAddress(local, channel);
    this.remoteAddress = remote;
    return new Promise((resolve, reject) => {
      let timeout: ScheduledTask | undefined;
      this.#endConnect = (refusal) => {
        timeout?.cancel();
        this.#endConnect = undefined;
        if (refusal === undefined) {
          this.#state = 'connected';
          resolve();
        } else {
          this.close();
          reject(refusal);
        }
      };
      timeout = limitConnect(channel, this.#connectTimeoutMs, String(remote), this.#endConnect);
      accept(this);
    });
  }

  disconnect(): void {
    // What a connection is to a channel, it is to its connection: neither outlives the other.
    this.#channel?.unsafe.close(this.#channel.newPromise());
  }

  close(): void {
    const peer = this.#peer;
    this.#state = 'closed';
    this.#peer = undefined;
    freeAddress(this.localAddress, this.#channel);
    this.#endConnect?.(new ClosedChannelError(String(this.#channel)));
    for (const message of this.#inbound?.drain() ?? []) {
      ReferenceCountUtil.safeRelease(message);
    }
    if (peer !== undefined) {
      peer.#peerClosed();
    }
  }

  beginRead(): void {
    this.#inbound?.beginRead();
  }

  stopRead(): void {
    this.#inbound?.stopRead();
  }

  filterOutboundMessage(message: unknown): unknown {
    return message;
  }

  write(buffer: ChannelOutboundBuffer): void {
    const peer = this.#peer;
    while (peer?.isOpen() && !buffer.isEmpty() && peer.#takes(buffer.current())) {
      buffer.remove();
    }
    if (peer?.isOpen() === false) {
      buffer.failFlushed(new ClosedChannelError(String(peer.#channel)));
    }
  }

  #requireUnconnected(): Channel {
    if (this.#channel === undefined || this.#state !== 'open' || this.#endConnect !== undefined) {
      throw new IllegalStateError(
        `connected already, or not registered yet: ${this.#channel}. Connect each channel once.`,
      );
    }
    return this.#channel;
  }

  /** Retains `message` and returns true, if there is room for it. */
  #takes(message: unknown): boolean {
    const inbound = this.#inbound?.hasRoom() ? this.#inbound : undefined;
    inbound?.add(ReferenceCountUtil.retain(message));
    return inbound !== undefined;
  }

  #peerClosed(): void {
    const channel = this.#channel;
    if (this.#endConnect !== undefined) {
      this.#endConnect(new ConnectionRefusedError(String(this.remoteAddress)));
    } else if (this.isOpen()) {
      // Later: where both have one event loop, the peer's handlers hear of it first.
      const followPeer = (): void => {
        channel?.unsafe.flushNow();
        this.#goOn();
      };
      channel?.unsafe.later(followPeer);
    }
  }

  /** Has the peer give more. The end comes when all is read that it gave before. */
  #goOn(): void {
    const channel = this.#channel;
    if (this.#peer?.isOpen()) {
      this.#peer.#channel?.unsafe.flushNow();
    } else if (this.#inbound?.isEmpty()) {
      channel?.unsafe.close(channel.newPromise());
    }
  }
}
