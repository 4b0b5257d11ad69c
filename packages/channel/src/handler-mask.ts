import { ChannelDuplexHandler } from './channel-duplex-handler.ts';
import type { ChannelHandler } from './channel-handler.ts';
import { ChannelInboundHandlerAdapter } from './channel-inbound-handler-adapter.ts';
import { ChannelOutboundHandlerAdapter } from './channel-outbound-handler-adapter.ts';

/** A bit for each event, after Netty's `ChannelHandlerMask`: events pass the handlers that have no method of their own. */
export const MASK = Object.freeze({
  exceptionCaught: 1,
  channelRegistered: 1 << 1,
  channelUnregistered: 1 << 2,
  channelActive: 1 << 3,
  channelInactive: 1 << 4,
  channelRead: 1 << 5,
  channelReadComplete: 1 << 6,
  userEventTriggered: 1 << 7,
  channelWritabilityChanged: 1 << 8,
  bind: 1 << 9,
  connect: 1 << 10,
  disconnect: 1 << 11,
  close: 1 << 12,
  deregister: 1 << 13,
  read: 1 << 14,
  write: 1 << 15,
  flush: 1 << 16,
});

/** The events that come from the channel. */
export const INBOUND = MASK.bind - 1;

/** The name of an event's method. */
export type EventName = keyof typeof MASK;

/** Their methods only hand on what comes, so calling them can be saved. */
const ADAPTERS: readonly ChannelHandler[] = [
  ChannelInboundHandlerAdapter.prototype,
  ChannelOutboundHandlerAdapter.prototype,
  ChannelDuplexHandler.prototype,
];

/** The events that `handler` has something to do with. */
export function maskOf(handler: ChannelHandler): number {
  let mask = 0;
  for (const name of Object.keys(MASK) as EventName[]) {
    const method = handler[name];
    if (typeof method === 'function' && !ADAPTERS.some((adapter) => adapter[name] === method)) {
      mask |= MASK[name];
    }
  }
  return mask;
}
