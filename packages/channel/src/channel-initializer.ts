import type { Channel } from './channel.ts';
import type { ChannelHandler } from './channel-handler.ts';
import type { ChannelHandlerContext } from './channel-handler-context.ts';
import { logWarning } from './channel-log.ts';

/** Adds the handlers of a channel when it is registered, and leaves its pipeline. Netty's class of this name. */
export class ChannelInitializer implements ChannelHandler {
  readonly isSharable = true;
  readonly #initChannel: (channel: Channel) => void;

  /** What `initChannel` throws closes the channel, with a warning. */
  constructor(initChannel: (channel: Channel) => void) {
    this.#initChannel = initChannel;
  }

  handlerAdded(ctx: ChannelHandlerContext): void {
    try {
      this.#initChannel(ctx.channel);
    } catch (error) {
      logWarning(`Failed to initialize a channel. Closing: ${ctx.channel}`, error);
      ctx.close();
    } finally {
      if (!ctx.isRemoved()) {
        ctx.pipeline.remove(this);
      }
    }
  }
}
