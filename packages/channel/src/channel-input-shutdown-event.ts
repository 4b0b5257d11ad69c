/**
 * The user event of a channel with `allowHalfClosure` whose peer has ended its side: nothing more will be read. Netty's class
 * of this name, of which it has one instance.
 */
export const ChannelInputShutdownEvent: unique symbol = Symbol('ChannelInputShutdownEvent');
