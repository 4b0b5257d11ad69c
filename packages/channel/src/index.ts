export { Channel } from './channel.ts';
export { ChannelConfig, type ChannelOptions } from './channel-config.ts';
export { ChannelDuplexHandler } from './channel-duplex-handler.ts';
export type { ChannelFuture, ChannelFutureListener, ChannelPromise } from './channel-future.ts';
export type { ChannelHandler, ChannelInboundHandler, ChannelOutboundHandler, Handled } from './channel-handler.ts';
export type { ChannelHandlerContext } from './channel-handler-context.ts';
export { ChannelInboundHandlerAdapter } from './channel-inbound-handler-adapter.ts';
export { ChannelInitializer } from './channel-initializer.ts';
export type { ChannelInboundInvoker, ChannelOutboundInvoker } from './channel-invoker.ts';
export { CHANNEL_LOG, type ChannelLogEntry } from './channel-log.ts';
export { ChannelOutboundBuffer } from './channel-outbound-buffer.ts';
export { ChannelOutboundHandlerAdapter } from './channel-outbound-handler-adapter.ts';
export { ChannelPipeline, type HandlerKey } from './channel-pipeline.ts';
export type { ChannelTransport, SocketAddress } from './channel-transport.ts';
export type { ChannelUnsafe } from './channel-unsafe.ts';
export { EmbeddedChannel } from './embedded-channel.ts';
export { EmbeddedEventLoop } from './embedded-event-loop.ts';
export {
  CancellationError,
  ChannelPipelineError,
  ClosedChannelError,
  IllegalStateError,
  NoSuchHandlerError,
  NotYetConnectedError,
} from './errors.ts';
export type { EventLoop } from './event-loop.ts';
export { type MessageSizeEstimator, messageSizeBytes } from './message-size.ts';
export type { MessageType } from './message-type.ts';
export type { UnhandledInbound } from './pipeline-ends.ts';
export { SimpleChannelInboundHandler } from './simple-channel-inbound-handler.ts';
export { WriteBufferWaterMark } from './write-buffer-water-mark.ts';
