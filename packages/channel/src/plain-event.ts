import type { ChannelHandler, Handled } from './channel-handler.ts';
import type { ChannelHandlerContext } from './channel-handler-context.ts';
import { type EventName, MASK } from './handler-mask.ts';

/**
 * An event that brings nothing with it, and how a handler hears of it: by a function for each, since V8 takes about ten
 * times as long for a method whose name is in a variable.
 */
export interface PlainEvent {
  readonly name: EventName;
  readonly mask: number;
  tell(handler: ChannelHandler, ctx: ChannelHandlerContext): Handled;
}

/** Those of Netty. */
export const PLAIN = Object.freeze({
  channelRegistered: plain('channelRegistered', (handler, ctx) => handler.channelRegistered?.(ctx)),
  channelUnregistered: plain('channelUnregistered', (handler, ctx) => handler.channelUnregistered?.(ctx)),
  channelActive: plain('channelActive', (handler, ctx) => handler.channelActive?.(ctx)),
  channelInactive: plain('channelInactive', (handler, ctx) => handler.channelInactive?.(ctx)),
  channelReadComplete: plain('channelReadComplete', (handler, ctx) => handler.channelReadComplete?.(ctx)),
  channelWritabilityChanged: plain('channelWritabilityChanged', (handler, ctx) =>
    handler.channelWritabilityChanged?.(ctx),
  ),
  read: plain('read', (handler, ctx) => handler.read?.(ctx)),
  flush: plain('flush', (handler, ctx) => handler.flush?.(ctx)),
});

function plain(name: EventName, tell: PlainEvent['tell']): PlainEvent {
  return Object.freeze({ name, mask: MASK[name], tell });
}
