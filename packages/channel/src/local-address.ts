import { IllegalArgumentError } from '@watertight/buffer';
import type { SocketAddress } from './channel-transport.ts';

/** A name that channels of this process find each other by, whatever the case of its letters. Netty's class of this name. */
export class LocalAddress {
  readonly id: string;

  /** @throws IllegalArgumentError when nothing is left of `id` without white space. */
  constructor(id: string) {
    this.id = id.trim().toLowerCase();
    if (this.id === '') {
      throw new IllegalArgumentError('empty id (expected: a name)', 'id');
    }
  }

  /** Stands for a name of the channel's own, which nobody else has: `localAddress` tells it. */
  static get ANY(): LocalAddress {
    return ANY;
  }

  toString(): string {
    return `local:${this.id}`;
  }
}

const ANY = new LocalAddress('any');

/** @throws IllegalArgumentError when it is no {@link LocalAddress}. */
export function requireLocalAddress(address: SocketAddress): LocalAddress {
  if (!(address instanceof LocalAddress)) {
    throw new IllegalArgumentError(`address: ${String(address)} (expected: a LocalAddress)`, 'address');
  }
  return address;
}

/** Nobody is to take for encrypted what is not. @throws IllegalArgumentError when there is a `tls`. */
export function refuseTls(tls: object | undefined): void {
  if (tls !== undefined) {
    throw new IllegalArgumentError('tls: given (expected: none for a LocalAddress, where no byte is sent)', 'tls');
  }
}
