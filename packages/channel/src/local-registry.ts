// Invariant: an address belongs to one channel until that is closed.

import type { Channel } from './channel.ts';
import { AddressInUseError } from './errors.ts';
import { LocalAddress } from './local-address.ts';
import type { LocalTransport } from './local-transport.ts';

/** Connects a client to the server that this belongs to, sooner or later. */
type Accept = (client: LocalTransport) => void;

const holders = new Map<string, { readonly channel: Channel; readonly accept: Accept | undefined }>();

/**
 * Gives a channel the address that it wants; one of its own, where it wants any. Only servers accept.
 *
 * @throws AddressInUseError when another channel has it.
 */
export function holdAddress(wanted: LocalAddress, channel: Channel, accept?: Accept): LocalAddress {
  const address = wanted.id === LocalAddress.ANY.id ? new LocalAddress(`e${channel.id}`) : wanted;
  const holder = holders.get(address.id);
  if (holder !== undefined) {
    throw new AddressInUseError(String(address), String(holder.channel));
  }
  holders.set(address.id, { channel, accept });
  return address;
}

/** Others may have the address now, if it is this channel's. */
export function freeAddress(address: LocalAddress | undefined, channel: Channel | undefined): void {
  if (address !== undefined && holders.get(address.id)?.channel === channel) {
    holders.delete(address.id);
  }
}

/** Where the server of this address accepts; undefined when there is none. */
export function acceptorOf(address: LocalAddress): Accept | undefined {
  return holders.get(address.id)?.accept;
}
