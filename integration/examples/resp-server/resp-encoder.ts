import { ByteBuf } from '@watertight/buffer';
import {
  type ChannelHandlerContext,
  ChannelOutboundHandlerAdapter,
  type ChannelPromise,
  ClosedChannelError,
} from '@watertight/channel';

/** What a server answers: the bytes of a bulk string, or anything else as it is sent, but for the end of its line: `+OK`. */
export type Reply = ByteBuf | string;

/** From this length on it costs less to send a value from where it lies than to copy it. */
const LARGE_BYTES = 16 * 1024;

/** As much is put together before it goes on its way, also when nobody has flushed yet. */
const BATCH_BYTES = 64 * 1024;

/**
 * Puts the answers to pipelined commands together: what is written between two flushes leaves as one buffer, but for large
 * values, which are not copied. The promise of a reply is done when all of it has left.
 */
export class RespEncoder extends ChannelOutboundHandlerAdapter {
  #batch: ByteBuf | undefined;
  /** Of the batch, where somebody waits for one of its replies. */
  #written: ChannelPromise | undefined;

  /** Takes `message`. */
  override write(ctx: ChannelHandlerContext, message: unknown, promise: ChannelPromise): void {
    if (typeof message === 'string') {
      this.#line(ctx, message);
    } else if (message instanceof ByteBuf) {
      this.#bulk(ctx, message);
    } else {
      ctx.write(message, promise);
      return;
    }
    if (!promise.isVoid()) {
      this.#written ??= ctx.newPromise();
      this.#written.addListener((written) => {
        if (written.isSuccess()) {
          promise.trySuccess();
        } else {
          promise.tryFailure(written.cause);
        }
      });
    }
    if (this.#batchOf(ctx).readableBytes >= BATCH_BYTES) {
      this.#writeBatch(ctx);
    }
  }

  override flush(ctx: ChannelHandlerContext): void {
    this.#writeBatch(ctx);
    ctx.flush();
  }

  /** What nobody has flushed by then is not sent any more. */
  handlerRemoved(ctx: ChannelHandlerContext): void {
    this.#batch?.release();
    this.#batch = undefined;
    this.#written?.tryFailure(new ClosedChannelError(String(ctx.channel)));
  }

  #line(ctx: ChannelHandlerContext, line: string): void {
    this.#batchOf(ctx).writeCharSequence(`${line}\r\n`, 'latin1');
  }

  /** Takes `value`, also where there is no memory for the batch. Its indices stay: others read it, too. */
  #bulk(ctx: ChannelHandlerContext, value: ByteBuf): void {
    const { readerIndex, readableBytes } = value;
    try {
      this.#line(ctx, `$${readableBytes}`);
      if (readableBytes < LARGE_BYTES) {
        this.#batchOf(ctx).writeBytes(value, readerIndex, readableBytes);
      } else {
        this.#writeBatch(ctx);
        void ctx.write(value.retainedDuplicate(), ctx.voidPromise());
      }
      this.#line(ctx, '');
    } finally {
      value.release();
    }
  }

  #batchOf(ctx: ChannelHandlerContext): ByteBuf {
    this.#batch ??= ctx.alloc.ioBuffer();
    return this.#batch;
  }

  #writeBatch(ctx: ChannelHandlerContext): void {
    const batch = this.#batch;
    if (batch !== undefined) {
      const written = this.#written ?? ctx.voidPromise();
      this.#batch = undefined;
      this.#written = undefined;
      void ctx.write(batch, written);
    }
  }
}
