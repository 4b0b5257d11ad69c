import type { ChannelPromise } from './channel-future.ts';
import type { ChannelHandlerContext } from './channel-handler-context.ts';
import { ChannelOutboundHandlerAdapter } from './channel-outbound-handler-adapter.ts';
import { WriteTimeoutError } from './errors.ts';
import type { ScheduledTask } from './event-loop.ts';
import { requireDelay } from './positive.ts';
import { unvoid } from './unvoid.ts';

/** Fires a `WriteTimeoutError` and closes the channel when a write is not done after so long. Netty's class of this name. */
export class WriteTimeoutHandler extends ChannelOutboundHandlerAdapter {
  readonly #timeoutMs: number;
  readonly #timers = new Set<ScheduledTask>();

  /** @throws IllegalArgumentError when `timeoutMs` is no whole number from 0 to 2^31 - 1; 0 is no limit. */
  constructor(timeoutMs: number) {
    super();
    this.#timeoutMs = requireDelay('timeoutMs', timeoutMs);
  }

  /** Takes `message`. */
  override write(ctx: ChannelHandlerContext, message: unknown, promise: ChannelPromise): void {
    // A closed channel refuses at once, and its event loop may take no more tasks.
    const isLimited = this.#timeoutMs > 0 && ctx.channel.isOpen();
    ctx.write(message, isLimited ? this.#limit(ctx, unvoid(ctx, promise)) : promise);
  }

  handlerRemoved(): void {
    for (const timer of this.#timers) {
      timer.cancel();
    }
    this.#timers.clear();
  }

  #limit(ctx: ChannelHandlerContext, promise: ChannelPromise): ChannelPromise {
    const giveUpWrite = (): void => {
      ctx.fireExceptionCaught(new WriteTimeoutError(this.#timeoutMs, String(ctx.channel)));
      ctx.close();
    };
    const timer = ctx.channel.eventLoop.schedule(giveUpWrite, this.#timeoutMs).unref();
    this.#timers.add(timer);
    return promise.addListener(() => {
      timer.cancel();
      this.#timers.delete(timer);
    });
  }
}
