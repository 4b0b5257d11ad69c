import { ReferenceCountUtil } from '@watertight/buffer';
import type { ChannelPromise } from './channel-future.ts';
import type { ChannelHandlerContext } from './channel-handler-context.ts';
import { ChannelOutboundHandlerAdapter } from './channel-outbound-handler-adapter.ts';
import { EncoderError } from './errors.ts';
import { type MessageType, matcherOf } from './message-type.ts';
import { PromiseCombiner } from './promise-combiner.ts';

/** A list that had more in it is not kept for the next message. */
const MAX_KEPT = 16;

/** Writes other messages for the messages of one type; others go on. Netty's class of this name. */
export abstract class MessageToMessageEncoder<I> extends ChannelOutboundHandlerAdapter {
  readonly #accepts: (message: unknown) => message is I;
  /** For what comes of the next message; none while one is under way, which may come back here. */
  #out: unknown[] | undefined = [];

  constructor(type: MessageType<I>) {
    super();
    this.#accepts = matcherOf(type);
  }

  /** Whether a message is encoded here. Borrows. */
  acceptOutboundMessage(message: unknown): message is I {
    return this.#accepts(message);
  }

  /**
   * Takes `message`: it is released when {@link encode} has returned or thrown. What is in `out` by then is written; the
   * promise is done when all of it is.
   */
  override write(ctx: ChannelHandlerContext, message: unknown, promise: ChannelPromise): void {
    if (!this.acceptOutboundMessage(message)) {
      ctx.write(message, promise);
      return;
    }
    const out = this.#out ?? [];
    this.#out = undefined;
    try {
      this.#encode(ctx, message, out);
      if (out.length === 0) {
        throw new EncoderError(`${this.constructor.name} must produce at least one message.`);
      }
    } catch (error) {
      throw asEncoderError(error);
    } finally {
      writeAll(ctx, out, promise);
      this.#keep(out);
    }
  }

  /** Adds to `out`, which is used again, what `message` comes to. Borrows it, to be retained if it is added itself. */
  protected abstract encode(ctx: ChannelHandlerContext, message: I, out: unknown[]): void;

  #encode(ctx: ChannelHandlerContext, message: I, out: unknown[]): void {
    try {
      this.encode(ctx, message, out);
    } catch (error) {
      ReferenceCountUtil.safeRelease(message);
      throw error;
    }
    ReferenceCountUtil.release(message);
  }

  /** Emptied one by one, so that V8 does not let go of the room: a new list for each message costs more than the rest of this. */
  #keep(out: unknown[]): void {
    if (out.length > MAX_KEPT) {
      return;
    }
    while (out.length > 0) {
      out.pop();
    }
    this.#out = out;
  }
}

function writeAll(ctx: ChannelHandlerContext, messages: readonly unknown[], promise: ChannelPromise): void {
  if (messages.length === 1) {
    ctx.write(messages[0], promise);
  } else if (promise.isVoid()) {
    for (const message of messages) {
      ctx.write(message, promise);
    }
  } else if (messages.length > 1) {
    const combiner = new PromiseCombiner();
    for (const message of messages) {
      combiner.add(ctx.write(message));
    }
    combiner.finish(promise);
  }
}

/** What an encoder threw, as exceptions of encoders are. */
export function asEncoderError(error: unknown): EncoderError {
  return error instanceof EncoderError ? error : new EncoderError(String(error), { cause: error });
}
