import type { ByteBufAllocator } from '@watertight/buffer';
import type { Channel } from './channel.ts';
import type { ChannelHandler } from './channel-handler.ts';
import type { ChannelInboundInvoker, ChannelOutboundInvoker } from './channel-invoker.ts';
import type { ChannelPipeline } from './channel-pipeline.ts';
import type { EventExecutor } from './event-executor.ts';

/** A handler's place in a pipeline: from here it hands on what it gets. Netty's interface of this name. */
export interface ChannelHandlerContext extends ChannelInboundInvoker, ChannelOutboundInvoker {
  readonly channel: Channel;
  readonly pipeline: ChannelPipeline;
  readonly handler: ChannelHandler;
  /** What calls the handler: the one that it was added with, or the event loop of the channel. */
  readonly executor: EventExecutor;
  /** Unique in the pipeline. */
  readonly name: string;
  /** Makes the buffers of this channel. */
  readonly alloc: ByteBufAllocator;
  /** Whether the handler has been removed: it gets no more events, but may still hand on what it holds. */
  isRemoved(): boolean;
}
