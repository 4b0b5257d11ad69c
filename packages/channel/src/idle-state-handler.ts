import { ChannelDuplexHandler } from './channel-duplex-handler.ts';
import type { ChannelFutureListener, ChannelPromise } from './channel-future.ts';
import type { ChannelHandlerContext } from './channel-handler-context.ts';
import type { ScheduledTask } from './event-loop.ts';
import { type IdleState, IdleStateEvent } from './idle-state-event.ts';
import { requireDelay } from './positive.ts';
import { unvoid } from './unvoid.ts';

export interface IdleStateHandlerOptions {
  /** After how many milliseconds without a read there is an event; by default, and with 0, there is none. */
  readonly readerIdleMs?: number;
  /** As {@link readerIdleMs}, without a write that was done. */
  readonly writerIdleMs?: number;
  /** As {@link readerIdleMs}, without either. */
  readonly allIdleMs?: number;
}

/** One way of being idle. */
interface Watch {
  readonly state: IdleState;
  readonly limitMs: number;
  isFirst: boolean;
  timer: ScheduledTask | undefined;
}

/**
 * Fires an `IdleStateEvent` each time that nothing has been read, or written, for so long. Netty's class of this name.
 *
 * What it waits with is cancelled when the channel ends or the handler is removed, and keeps no process alive.
 */
export class IdleStateHandler extends ChannelDuplexHandler {
  readonly #watches: readonly Watch[];
  readonly #listensToWrites: boolean;
  readonly #whenWritten: ChannelFutureListener = ({ channel }) => {
    this.#lastWriteMs = channel.eventLoop.nowMs;
    this.#begin('WRITER_IDLE');
  };
  #state: 'new' | 'started' | 'stopped' = 'new';
  #isReading = false;
  #lastReadMs = 0;
  #lastWriteMs = 0;

  /** @throws IllegalArgumentError when a time is no whole number from 0 to 2^31 - 1. */
  constructor({ readerIdleMs = 0, writerIdleMs = 0, allIdleMs = 0 }: IdleStateHandlerOptions) {
    super();
    this.#watches = [
      watch('READER_IDLE', requireDelay('readerIdleMs', readerIdleMs)),
      watch('WRITER_IDLE', requireDelay('writerIdleMs', writerIdleMs)),
      watch('ALL_IDLE', requireDelay('allIdleMs', allIdleMs)),
    ].filter(({ limitMs }) => limitMs > 0);
    this.#listensToWrites = this.#watches.some(({ state }) => state !== 'READER_IDLE');
  }

  handlerAdded(ctx: ChannelHandlerContext): void {
    if (ctx.channel.isActive() && ctx.channel.isRegistered()) {
      this.#start(ctx);
    }
  }

  handlerRemoved(): void {
    this.#stop();
  }

  override channelRegistered(ctx: ChannelHandlerContext): void {
    if (ctx.channel.isActive()) {
      this.#start(ctx);
    }
    ctx.fireChannelRegistered();
  }

  override channelActive(ctx: ChannelHandlerContext): void {
    this.#start(ctx);
    ctx.fireChannelActive();
  }

  override channelInactive(ctx: ChannelHandlerContext): void {
    this.#stop();
    ctx.fireChannelInactive();
  }

  /** Takes `message`. */
  override channelRead(ctx: ChannelHandlerContext, message: unknown): void {
    this.#isReading = true;
    this.#begin('READER_IDLE');
    ctx.fireChannelRead(message);
  }

  override channelReadComplete(ctx: ChannelHandlerContext): void {
    if (this.#isReading) {
      this.#isReading = false;
      this.#lastReadMs = ctx.channel.eventLoop.nowMs;
    }
    ctx.fireChannelReadComplete();
  }

  /** Takes `message`. */
  override write(ctx: ChannelHandlerContext, message: unknown, promise: ChannelPromise): void {
    ctx.write(message, this.#listensToWrites ? unvoid(ctx, promise).addListener(this.#whenWritten) : promise);
  }

  /** Tells of it: fires `event`, unless a subclass has something else in mind. */
  protected channelIdle(ctx: ChannelHandlerContext, event: IdleStateEvent): void {
    ctx.fireUserEventTriggered(event);
  }

  #start(ctx: ChannelHandlerContext): void {
    if (this.#state === 'new' && ctx.channel.isOpen()) {
      this.#state = 'started';
      this.#lastReadMs = ctx.channel.eventLoop.nowMs;
      this.#lastWriteMs = this.#lastReadMs;
      for (const watch of this.#watches) {
        this.#schedule(ctx, watch, watch.limitMs);
      }
    }
  }

  #stop(): void {
    this.#state = 'stopped';
    for (const { timer } of this.#watches) {
      timer?.cancel();
    }
  }

  /** The channel is used: being idle that way, or in all, would be new. */
  #begin(state: IdleState): void {
    for (const watch of this.#watches) {
      watch.isFirst ||= watch.state === state || watch.state === 'ALL_IDLE';
    }
  }

  #schedule(ctx: ChannelHandlerContext, watch: Watch, delayMs: number): void {
    const tellIfIdle = (): void => this.#tellIfIdle(ctx, watch);
    watch.timer = ctx.channel.eventLoop.schedule(tellIfIdle, Math.ceil(delayMs)).unref();
  }

  #tellIfIdle(ctx: ChannelHandlerContext, watch: Watch): void {
    if (!ctx.channel.isOpen()) {
      return;
    }
    const nowMs = ctx.channel.eventLoop.nowMs;
    const leftMs = watch.limitMs - (nowMs - this.#lastUseMs(watch.state, nowMs));
    if (leftMs > 0) {
      this.#schedule(ctx, watch, leftMs);
      return;
    }
    const event = new IdleStateEvent(watch.state, watch.isFirst);
    watch.isFirst = false;
    this.#schedule(ctx, watch, watch.limitMs);
    try {
      this.channelIdle(ctx, event);
    } catch (error) {
      ctx.fireExceptionCaught(error);
    }
  }

  #lastUseMs(state: IdleState, nowMs: number): number {
    // What is being read now is not over.
    const lastReadMs = this.#isReading ? nowMs : this.#lastReadMs;
    if (state === 'READER_IDLE') {
      return lastReadMs;
    }
    return state === 'WRITER_IDLE' ? this.#lastWriteMs : Math.max(lastReadMs, this.#lastWriteMs);
  }
}

function watch(state: IdleState, limitMs: number): Watch {
  return { state, limitMs, isFirst: true, timer: undefined };
}
