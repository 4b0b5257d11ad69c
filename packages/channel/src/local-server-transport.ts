import type { Channel } from './channel.ts';
import type { ChannelTransport, SocketAddress } from './channel-transport.ts';
import { IllegalStateError } from './errors.ts';
import { type LocalAddress, requireLocalAddress } from './local-address.ts';
import { LocalChannel } from './local-channel.ts';
import { LocalInbound } from './local-inbound.ts';
import { freeAddress, holdAddress } from './local-registry.ts';
import { type LocalChannelOptions, LocalTransport } from './local-transport.ts';
import { ServerTransport } from './server-transport.ts';

/** Has an address of this process: what it reads are channels. */
export class LocalServerTransport extends ServerTransport implements ChannelTransport {
  localAddress: LocalAddress | undefined;
  readonly #childOptions: LocalChannelOptions;
  #state: 'open' | 'listening' | 'closed' = 'open';
  #channel: Channel | undefined;
  #inbound: LocalInbound<Channel> | undefined;

  constructor(childOptions: LocalChannelOptions) {
    super();
    this.#childOptions = childOptions;
  }

  isOpen(): boolean {
    return this.#state !== 'closed';
  }

  isActive(): boolean {
    return this.#state === 'listening';
  }

  register(channel: Channel): void {
    this.#channel = channel;
    this.#inbound = new LocalInbound(channel, () => undefined);
  }

  bind(localAddress: SocketAddress): void {
    const wanted = requireLocalAddress(localAddress);
    const [channel, inbound] = [this.#channel, this.#inbound];
    if (channel === undefined || inbound === undefined || this.#state !== 'open') {
      throw new IllegalStateError(
        `bound already, or not registered yet: ${channel}. Open another server for another address.`,
      );
    }
    this.localAddress = holdAddress(wanted, channel, (client) => {
      inbound.add(new LocalChannel(this.#childOptions, new LocalTransport(this.#childOptions, client)));
    });
    this.#state = 'listening';
  }

  /** Connections that were accepted stay; those that were not are refused. */
  close(): void {
    this.#state = 'closed';
    freeAddress(this.localAddress, this.#channel);
    for (const child of this.#inbound?.drain() ?? []) {
      child.unsafe.close(child.newPromise());
    }
  }

  beginRead(): void {
    this.#inbound?.beginRead();
  }

  stopRead(): void {
    this.#inbound?.stopRead();
  }
}
