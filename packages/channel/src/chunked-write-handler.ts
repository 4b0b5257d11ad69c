// Invariant: of what waits here, each input and each message is released once, and each promise is told once.

import { types } from 'node:util';
import { ReferenceCountUtil } from '@watertight/buffer';
import { ChannelDuplexHandler } from './channel-duplex-handler.ts';
import type { ChannelPromise } from './channel-future.ts';
import type { ChannelHandlerContext } from './channel-handler-context.ts';
import { ChunkedInput } from './chunked-input.ts';
import { ChunkedWrite } from './chunked-write.ts';
import { ChannelPipelineError, ClosedChannelError } from './errors.ts';

/** What was written behind an input. */
interface PlainWrite {
  readonly message: unknown;
  readonly promise: ChannelPromise;
}

/**
 * Writes each `ChunkedInput` chunk by chunk, and reads the next one only while the channel is writable: of the longest
 * input, no more is in memory than the high water mark and a chunk. Netty's class of this name.
 *
 * What is written behind an input waits for its end. The promise of an input succeeds when its last chunk has been written.
 */
export class ChunkedWriteHandler extends ChannelDuplexHandler {
  readonly #writes: (ChunkedWrite | PlainWrite)[] = [];
  /** How many of them have been flushed. */
  #flushed = 0;
  #isFlushWanted = false;
  #isTransferring = false;
  #ctx: ChannelHandlerContext | undefined;

  handlerAdded(ctx: ChannelHandlerContext): void {
    this.#ctx = ctx;
  }

  /** How many inputs and other messages wait here, where no water mark counts them. */
  get pendingWrites(): number {
    return this.#writes.length;
  }

  /** Goes on with an input that had no chunk when it was asked. */
  resumeTransfer(): void {
    if (this.#ctx !== undefined) {
      this.#transfer(this.#ctx);
    }
  }

  /** Takes `message`. */
  override write(ctx: ChannelHandlerContext, message: unknown, promise: ChannelPromise): void {
    if (message instanceof ChunkedInput) {
      this.#writes.push(new ChunkedWrite(message, promise));
      if (!promise.isVoid()) {
        // Cancelled, it is in nobody's way any more.
        promise.addListener(() => this.resumeTransfer());
      }
    } else if (this.#writes.length > 0) {
      this.#writes.push({ message, promise });
    } else {
      ctx.write(message, promise);
    }
  }

  override flush(ctx: ChannelHandlerContext): void {
    this.#flushed = this.#writes.length;
    this.#isFlushWanted = true;
    this.#transfer(ctx);
  }

  override channelWritabilityChanged(ctx: ChannelHandlerContext): void {
    this.#transfer(ctx);
    ctx.fireChannelWritabilityChanged();
  }

  override channelInactive(ctx: ChannelHandlerContext): void {
    this.#failAll(new ClosedChannelError(String(ctx.channel)));
    ctx.fireChannelInactive();
  }

  /** Fails what waits: behind a part of an input, it would be taken for the rest. */
  handlerRemoved({ channel }: ChannelHandlerContext): void {
    const removed = 'Pending write on removal of ChunkedWriteHandler. Wait for the end of each write before.';
    this.#failAll(channel.isOpen() ? new ChannelPipelineError(removed) : new ClosedChannelError(String(channel)));
    this.#ctx = undefined;
  }

  #transfer(ctx: ChannelHandlerContext): void {
    // What a write brings about comes here again.
    if (this.#isTransferring) {
      return;
    }
    this.#isTransferring = true;
    while (this.#flushed > 0 && this.#writeNext(ctx)) {}
    this.#isTransferring = false;
    if (this.#isFlushWanted) {
      this.#isFlushWanted = false;
      ctx.flush();
    }
  }

  /** Returns whether the next one may follow at once. */
  #writeNext(ctx: ChannelHandlerContext): boolean {
    const [write] = this.#writes;
    if (write instanceof ChunkedWrite) {
      if (write.isDone()) {
        this.#shift();
        return true;
      }
      return ctx.channel.isWritable() && !write.isReading && this.#readChunk(ctx, write);
    }
    this.#shift();
    if (write?.promise.isDone()) {
      // Cancelled, or somebody else has completed it.
      ReferenceCountUtil.safeRelease(write.message);
    } else if (write !== undefined) {
      this.#isFlushWanted = true;
      ctx.write(write.message, write.promise);
    }
    return true;
  }

  #readChunk(ctx: ChannelHandlerContext, write: ChunkedWrite): boolean {
    try {
      const chunk = write.input.readChunk(ctx.alloc);
      if (!types.isPromise(chunk)) {
        return this.#writeChunk(ctx, write, chunk);
      }
      write.isReading = true;
      chunk.then(
        (read) => {
          write.isReading = false;
          this.#writeChunk(ctx, write, read);
          this.#transfer(ctx);
        },
        (error: unknown) => {
          write.fail(error);
          this.#transfer(ctx);
        },
      );
      return false;
    } catch (error) {
      write.fail(error);
      return true;
    }
  }

  /** Takes `chunk`, if there is one. */
  #writeChunk(ctx: ChannelHandlerContext, write: ChunkedWrite, chunk: unknown): boolean {
    let isEnd = true;
    try {
      isEnd = write.isDone() || write.input.isEndOfInput();
    } catch (error) {
      write.fail(error);
    }
    if (write.isDone()) {
      ReferenceCountUtil.safeRelease(chunk);
      return true;
    }
    const isThere = chunk !== undefined && chunk !== null;
    if (isEnd) {
      // First, since what the chunk's write brings about finds the next one at the front.
      this.#shift();
    }
    if (isThere) {
      write.add(ctx.writeAndFlush(chunk));
    }
    if (isEnd) {
      write.endOfInput();
    }
    return isEnd || isThere;
  }

  #shift(): void {
    this.#writes.shift();
    this.#flushed -= 1;
  }

  #failAll(cause: unknown): void {
    this.#flushed = 0;
    for (const write of this.#writes.splice(0)) {
      if (write instanceof ChunkedWrite) {
        write.fail(cause);
      } else {
        ReferenceCountUtil.safeRelease(write.message);
        write.promise.tryFailure(cause);
      }
    }
  }
}
