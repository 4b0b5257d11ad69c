import { ReferenceCountUtil } from '@watertight/buffer';
import { ChannelDuplexHandler } from './channel-duplex-handler.ts';
import type { ChannelHandlerContext } from './channel-handler-context.ts';

/**
 * Hands on one message for each `read()` where the channel does not read by itself, however many messages a decoder made
 * of one read; the others wait. Netty's class of this name.
 */
export class FlowControlHandler extends ChannelDuplexHandler {
  readonly #waiting: unknown[] = [];
  /** Whether somebody has asked for a message that was not there yet. */
  #isAskedFor = false;

  /** Whether no message waits. */
  isQueueEmpty(): boolean {
    return this.#waiting.length === 0;
  }

  override read(ctx: ChannelHandlerContext): void {
    const consumed = this.#handOn(ctx, 1);
    if (consumed === 0) {
      this.#isAskedFor = true;
    }
    if (consumed === 0 || ctx.channel.config.autoRead) {
      ctx.read();
    }
  }

  /** Takes `message`. */
  override channelRead(ctx: ChannelHandlerContext, message: unknown): void {
    this.#waiting.push(message);
    const asked = this.#isAskedFor ? 1 : 0;
    this.#isAskedFor = false;
    this.#handOn(ctx, asked);
  }

  override channelReadComplete(ctx: ChannelHandlerContext): void {
    // While messages wait, the read is not complete for those behind.
    if (this.isQueueEmpty()) {
      ctx.fireChannelReadComplete();
    }
  }

  /** Releases the messages that wait: nobody has asked for them, and nobody can answer them. */
  override channelInactive(ctx: ChannelHandlerContext): void {
    for (const message of this.#waiting.splice(0)) {
      ReferenceCountUtil.safeRelease(message);
    }
    ctx.fireChannelInactive();
  }

  /** Hands on the messages that wait. */
  handlerRemoved(ctx: ChannelHandlerContext): void {
    this.#handOn(ctx, this.#waiting.length);
  }

  /** Returns how many messages were handed on: `atLeast` so many if they are there, all if the channel reads by itself. */
  #handOn(ctx: ChannelHandlerContext, atLeast: number): number {
    let consumed = 0;
    while (this.#waiting.length > 0 && (consumed < atLeast || ctx.channel.config.autoRead)) {
      consumed += 1;
      ctx.fireChannelRead(this.#waiting.shift());
    }
    if (consumed > 0 && this.isQueueEmpty()) {
      ctx.fireChannelReadComplete();
    }
    return consumed;
  }
}
