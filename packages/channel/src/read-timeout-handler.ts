import type { ChannelHandlerContext } from './channel-handler-context.ts';
import { ReadTimeoutError } from './errors.ts';
import { IdleStateHandler } from './idle-state-handler.ts';

/** Fires a `ReadTimeoutError` and closes the channel when nothing has been read for so long. Netty's class of this name. */
export class ReadTimeoutHandler extends IdleStateHandler {
  readonly #timeoutMs: number;

  /** @throws IllegalArgumentError when `timeoutMs` is no whole number from 0 to 2^31 - 1; 0 is no limit. */
  constructor(timeoutMs: number) {
    super({ readerIdleMs: timeoutMs });
    this.#timeoutMs = timeoutMs;
  }

  protected override channelIdle(ctx: ChannelHandlerContext): void {
    ctx.fireExceptionCaught(new ReadTimeoutError(this.#timeoutMs, String(ctx.channel)));
    ctx.close();
  }
}
