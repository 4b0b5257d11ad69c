import { ChannelDuplexHandler } from './channel-duplex-handler.ts';
import type { ChannelPromise } from './channel-future.ts';
import type { ChannelHandlerContext } from './channel-handler-context.ts';
import { requirePositive } from './positive.ts';

export interface FlushConsolidationHandlerOptions {
  /** After so many flushes that were held back, one is let through; 256 by default. */
  readonly explicitFlushAfterFlushes?: number;
  /** Whether flushes outside of reads are held back, too, until the event loop's next task. By default they are not. */
  readonly consolidateWhenNoReadInProgress?: boolean;
}

/**
 * Holds flushes back while messages are read, and flushes once when the read is complete: answers to pipelined requests
 * leave together. Netty's class of this name.
 */
export class FlushConsolidationHandler extends ChannelDuplexHandler {
  readonly #explicitFlushAfterFlushes: number;
  readonly #consolidateWhenNoReadInProgress: boolean;
  #heldFlushes = 0;
  #isReading = false;
  #isScheduled = false;

  /** @throws IllegalArgumentError unless `explicitFlushAfterFlushes` is above 0. */
  constructor({
    explicitFlushAfterFlushes = 256,
    consolidateWhenNoReadInProgress = false,
  }: FlushConsolidationHandlerOptions = {}) {
    super();
    this.#explicitFlushAfterFlushes = requirePositive('explicitFlushAfterFlushes', explicitFlushAfterFlushes);
    this.#consolidateWhenNoReadInProgress = consolidateWhenNoReadInProgress;
  }

  override flush(ctx: ChannelHandlerContext): void {
    this.#heldFlushes += 1;
    const isHeld = this.#isReading || this.#consolidateWhenNoReadInProgress;
    if (!isHeld || this.#heldFlushes === this.#explicitFlushAfterFlushes) {
      this.#flushHeld(ctx);
    } else if (!this.#isReading) {
      this.#schedule(ctx);
    }
  }

  /** Takes `message`. */
  override channelRead(ctx: ChannelHandlerContext, message: unknown): void {
    this.#isReading = true;
    ctx.fireChannelRead(message);
  }

  override channelReadComplete(ctx: ChannelHandlerContext): void {
    // Before it goes on: what handlers behind this one write then has a flush of its own.
    this.#endRead(ctx);
    ctx.fireChannelReadComplete();
  }

  override exceptionCaught(ctx: ChannelHandlerContext, cause: unknown): void {
    // There may be no end of this read.
    this.#endRead(ctx);
    ctx.fireExceptionCaught(cause);
  }

  override disconnect(ctx: ChannelHandlerContext, promise: ChannelPromise): void {
    this.#endRead(ctx);
    ctx.disconnect(promise);
  }

  override close(ctx: ChannelHandlerContext, promise: ChannelPromise): void {
    this.#endRead(ctx);
    ctx.close(promise);
  }

  override channelWritabilityChanged(ctx: ChannelHandlerContext): void {
    if (!ctx.channel.isWritable()) {
      // Whoever wrote waits for it to be written.
      this.#flushHeld(ctx);
    }
    ctx.fireChannelWritabilityChanged();
  }

  handlerRemoved(ctx: ChannelHandlerContext): void {
    this.#flushHeld(ctx);
  }

  #endRead(ctx: ChannelHandlerContext): void {
    this.#isReading = false;
    this.#flushHeld(ctx);
  }

  #flushHeld(ctx: ChannelHandlerContext): void {
    if (this.#heldFlushes > 0) {
      this.#heldFlushes = 0;
      ctx.flush();
    }
  }

  #schedule(ctx: ChannelHandlerContext): void {
    if (!this.#isScheduled) {
      this.#isScheduled = true;
      const flushHeld = (): void => {
        this.#isScheduled = false;
        if (!this.#isReading) {
          this.#flushHeld(ctx);
        }
      };
      ctx.channel.eventLoop.execute(flushHeld);
    }
  }
}
