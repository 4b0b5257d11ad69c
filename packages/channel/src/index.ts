export { Bootstrap, type BootstrapOptions } from './bootstrap.ts';
export { ByteToMessageCodec } from './byte-to-message-codec.ts';
export { ByteToMessageDecoder, type ByteToMessageDecoderOptions } from './byte-to-message-decoder.ts';
export { Channel } from './channel.ts';
export { ChannelConfig, type ChannelOptions } from './channel-config.ts';
export { ChannelDuplexHandler } from './channel-duplex-handler.ts';
export type { ChannelFuture, ChannelFutureListener, ChannelPromise } from './channel-future.ts';
export type { ChannelHandler, ChannelInboundHandler, ChannelOutboundHandler, Handled } from './channel-handler.ts';
export type { ChannelHandlerContext } from './channel-handler-context.ts';
export { ChannelInboundHandlerAdapter } from './channel-inbound-handler-adapter.ts';
export { ChannelInitializer } from './channel-initializer.ts';
export { ChannelInputShutdownEvent } from './channel-input-shutdown-event.ts';
export type { ChannelInboundInvoker, ChannelOutboundInvoker } from './channel-invoker.ts';
export { CHANNEL_LOG, type ChannelLogEntry } from './channel-log.ts';
export { ChannelOutboundBuffer } from './channel-outbound-buffer.ts';
export { ChannelOutboundHandlerAdapter } from './channel-outbound-handler-adapter.ts';
export { ChannelPipeline, type HandlerKey } from './channel-pipeline.ts';
export type { ChannelTransport, SocketAddress } from './channel-transport.ts';
export type { ChannelUnsafe } from './channel-unsafe.ts';
export { ChunkedFile, type ChunkedFileOptions } from './chunked-file.ts';
export { ChunkedInput } from './chunked-input.ts';
export { ChunkedStream } from './chunked-stream.ts';
export { ChunkedWriteHandler } from './chunked-write-handler.ts';
export { COMPOSITE_CUMULATOR, type Cumulator, MERGE_CUMULATOR } from './cumulator.ts';
export {
  DefaultEventExecutorGroup,
  type DefaultEventExecutorGroupOptions,
  type OrderedExecutor,
} from './default-event-executor-group.ts';
export { DefaultEventLoop, type DefaultEventLoopOptions, type ShutdownOptions } from './default-event-loop.ts';
export { DelimiterBasedFrameDecoder, type DelimiterBasedFrameDecoderOptions } from './delimiter-based-frame-decoder.ts';
export { EmbeddedChannel } from './embedded-channel.ts';
export { EmbeddedEventLoop } from './embedded-event-loop.ts';
export {
  AddressInUseError,
  CancellationError,
  ChannelOutputShutdownError,
  ChannelPipelineError,
  ClosedChannelError,
  ConnectionRefusedError,
  ConnectTimeoutError,
  CorruptedFrameError,
  DamagedCaptureError,
  DecoderError,
  EncoderError,
  IllegalStateError,
  NoSuchHandlerError,
  NotYetConnectedError,
  ReadTimeoutError,
  RejectedExecutionError,
  TooLongFrameError,
  WriteTimeoutError,
} from './errors.ts';
export type { EventExecutor } from './event-executor.ts';
export type { EventLoop, ScheduledTask } from './event-loop.ts';
export { FixedLengthFrameDecoder } from './fixed-length-frame-decoder.ts';
export { FlowControlHandler } from './flow-control-handler.ts';
export { FlushConsolidationHandler, type FlushConsolidationHandlerOptions } from './flush-consolidation-handler.ts';
export { type IdleState, IdleStateEvent } from './idle-state-event.ts';
export { IdleStateHandler, type IdleStateHandlerOptions } from './idle-state-handler.ts';
export type { LengthFieldLength } from './length-field.ts';
export {
  LengthFieldBasedFrameDecoder,
  type LengthFieldBasedFrameDecoderOptions,
} from './length-field-based-frame-decoder.ts';
export { LengthFieldPrepender, type LengthFieldPrependerOptions } from './length-field-prepender.ts';
export { LineBasedFrameDecoder, type LineBasedFrameDecoderOptions } from './line-based-frame-decoder.ts';
export { LocalAddress } from './local-address.ts';
export { LocalChannel } from './local-channel.ts';
export { LocalServerChannel } from './local-server-channel.ts';
export type { LocalChannelOptions } from './local-transport.ts';
export { type MessageSizeEstimator, messageSizeBytes } from './message-size.ts';
export { MessageToByteEncoder } from './message-to-byte-encoder.ts';
export { MessageToMessageDecoder } from './message-to-message-decoder.ts';
export { MessageToMessageEncoder } from './message-to-message-encoder.ts';
export type { MessageType } from './message-type.ts';
export type { UnhandledInbound } from './pipeline-ends.ts';
export { PromiseCombiner } from './promise-combiner.ts';
export type { QueueAlarm, TaskQueueAlarm, WriteQueueAlarm } from './queue-alarm.ts';
export { type ChannelFigures, type ExecutorFigures, type QueueFigures, queueFigures } from './queue-figures.ts';
export { QueueMonitorHandler, type QueueMonitorOptions } from './queue-monitor-handler.ts';
export { ReadTimeoutHandler } from './read-timeout-handler.ts';
export { runInWorker, type WorkerPool, type WorkerTaskOptions } from './run-in-worker.ts';
export { ServerBootstrap, type ServerBootstrapOptions } from './server-bootstrap.ts';
export { ServerSocketChannel } from './server-socket-channel.ts';
export { SimpleChannelInboundHandler } from './simple-channel-inbound-handler.ts';
export { DomainSocketAddress, InetSocketAddress, type SocketEndpoint } from './socket-address.ts';
export { SocketChannel } from './socket-channel.ts';
export type { SocketOptions } from './socket-transport.ts';
export { TrafficCapture, type TrafficCaptureOptions } from './traffic-capture.ts';
export { TrafficCaptureHandler } from './traffic-capture-handler.ts';
export { readTraffic } from './traffic-reader.ts';
export type { TrafficRecord } from './traffic-record.ts';
export { answersToTraffic, type ReplayOptions, replayTraffic, type TrafficReplay } from './traffic-replay.ts';
export { WriteBufferWaterMark } from './write-buffer-water-mark.ts';
export { WriteTimeoutHandler } from './write-timeout-handler.ts';
