import { types } from 'node:util';
import { ByteBuf, IllegalReferenceCountError, Unpooled } from '@watertight/buffer';
import type { ChannelHandlerContext } from './channel-handler-context.ts';
import { ChannelInboundHandlerAdapter } from './channel-inbound-handler-adapter.ts';
import { ChannelInputShutdownEvent } from './channel-input-shutdown-event.ts';
import { type Cumulator, MERGE_CUMULATOR } from './cumulator.ts';
import { DecoderError } from './errors.ts';

/** After so many reads, memory in front of what is left is given back. */
const DISCARD_AFTER_READS = 16;

/** How a {@link ByteToMessageDecoder} goes about it. */
export interface ByteToMessageDecoderOptions {
  /** Netty's `setCumulator`. */
  readonly cumulator?: Cumulator;
  /** Whether one read gives one message at most, as where the protocol changes after it. Netty's `setSingleDecode`. */
  readonly singleDecode?: boolean;
}

/**
 * Makes messages of bytes, wherever reads may have cut them. Netty's class of this name.
 *
 * What a subclass adds to `out` is handed on; what it leaves unread is there again with the next bytes. One instance is for
 * one channel.
 */
export abstract class ByteToMessageDecoder extends ChannelInboundHandlerAdapter {
  readonly isSharable = false;
  readonly #cumulator: Cumulator;
  readonly #singleDecode: boolean;
  #cumulation: ByteBuf | undefined;
  /** Whether the cumulation is the buffer that was read last, which others may look at. */
  #isFirst = false;
  #reads = 0;
  #hasFired = false;
  #state: 'idle' | 'decoding' | 'removed while decoding' = 'idle';
  #isReading = false;
  /** What the read that is going on has brought and was not handed on yet. */
  readonly #out: unknown[] = [];
  /** What was read while a read was going on. */
  readonly #waiting: unknown[] = [];

  constructor({ cumulator = MERGE_CUMULATOR, singleDecode = false }: ByteToMessageDecoderOptions = {}) {
    super();
    this.#cumulator = cumulator;
    this.#singleDecode = singleDecode;
  }

  /**
   * Reads messages from `input` and adds them to `out`; called again until it neither reads nor adds anything. Borrows
   * `input`, to be retained for whatever lives on, as `readRetainedSlice` does; what is in `out` is given away, also when it
   * throws. The list itself is used again.
   */
  protected abstract decode(ctx: ChannelHandlerContext, input: ByteBuf, out: unknown[]): void;

  /** As {@link decode}, once, when no more bytes will come. */
  protected decodeLast(ctx: ChannelHandlerContext, input: ByteBuf, out: unknown[]): void {
    if (input.isReadable()) {
      this.#decode(ctx, input, out);
    }
  }

  /** Called after {@link handlerRemoved}. */
  protected handlerRemoved0(_ctx: ChannelHandlerContext): void {}

  /** How many bytes have been read but not decoded. */
  protected get actualReadableBytes(): number {
    return this.#cumulation?.readableBytes ?? 0;
  }

  /** Takes `message`. Messages that are no ByteBufs are handed on. */
  override channelRead(ctx: ChannelHandlerContext, message: unknown): void {
    if (this.#isReading) {
      // A handler behind this one has brought more: its bytes come after those that are being decoded.
      this.#waiting.push(message);
      return;
    }
    this.#isReading = true;
    try {
      this.#readAll(ctx, message);
    } finally {
      this.#isReading = false;
    }
  }

  override channelReadComplete(ctx: ChannelHandlerContext): void {
    this.#reads = 0;
    this.#discardSomeReadBytes();
    if (!this.#hasFired && !ctx.channel.config.autoRead) {
      ctx.read();
    }
    this.#hasFired = false;
    ctx.fireChannelReadComplete();
  }

  override channelInactive(ctx: ChannelHandlerContext): void {
    this.#endInput(ctx, () => ctx.fireChannelInactive());
  }

  /** The peer has ended its side: nothing more will come to decode. */
  override userEventTriggered(ctx: ChannelHandlerContext, event: unknown): void {
    if (event === ChannelInputShutdownEvent) {
      this.#endInput(ctx, () => ctx.fireUserEventTriggered(event));
    } else {
      ctx.fireUserEventTriggered(event);
    }
  }

  /** Hands on what has not been decoded. */
  handlerRemoved(ctx: ChannelHandlerContext): void {
    if (this.#state === 'decoding') {
      this.#state = 'removed while decoding';
      return;
    }
    const rest = this.#cumulation;
    this.#cumulation = undefined;
    if (rest?.isReadable()) {
      this.#waiting.unshift(rest);
    } else {
      rest?.release();
    }
    if (this.#fireAll(ctx, this.#waiting)) {
      ctx.fireChannelReadComplete();
    }
    this.handlerRemoved0(ctx);
  }

  #endInput(ctx: ChannelHandlerContext, handOn: () => void): void {
    const out: unknown[] = [];
    try {
      this.#decodeToTheEnd(ctx, out);
    } catch (error) {
      throw asDecoderError(error);
    } finally {
      this.#cumulation?.release();
      this.#cumulation = undefined;
      if (this.#fireAll(ctx, out)) {
        ctx.fireChannelReadComplete();
      }
      handOn();
    }
  }

  /** Reads `message`, and what comes to wait meanwhile. */
  #readAll(ctx: ChannelHandlerContext, message: unknown): void {
    let next = message;
    while (true) {
      try {
        this.#read(ctx, next);
      } catch (error) {
        if (this.#waiting.length === 0) {
          throw error;
        }
        this.#tell(ctx, error);
      }
      if (this.#waiting.length === 0) {
        return;
      }
      next = this.#waiting.shift();
    }
  }

  /** What the context does with an error that is thrown; more has to be read here. */
  #tell(ctx: ChannelHandlerContext, error: unknown): void {
    const handled: unknown = this.exceptionCaught(ctx, error);
    if (types.isPromise(handled)) {
      handled.catch((later: unknown) => ctx.fireExceptionCaught(later));
    }
  }

  #read(ctx: ChannelHandlerContext, message: unknown): void {
    if (!(message instanceof ByteBuf)) {
      this.#hasFired = true;
      ctx.fireChannelRead(message);
      return;
    }
    const out = this.#out;
    try {
      this.#callDecode(ctx, this.#cumulate(ctx, message), out);
    } catch (error) {
      throw asDecoderError(error);
    } finally {
      try {
        this.#tidy();
      } finally {
        this.#fireAll(ctx, out);
      }
    }
  }

  #cumulate(ctx: ChannelHandlerContext, input: ByteBuf): ByteBuf {
    const cumulation = this.#cumulation;
    this.#isFirst = cumulation === undefined;
    // The cumulator takes both: if it throws, there is nothing left to be released again.
    this.#cumulation = undefined;
    this.#cumulation = this.#cumulator(ctx.alloc, cumulation ?? Unpooled.EMPTY_BUFFER, input);
    return this.#cumulation;
  }

  #callDecode(ctx: ChannelHandlerContext, input: ByteBuf, out: unknown[]): void {
    while (input.isReadable()) {
      this.#fireAll(ctx, out);
      if (ctx.isRemoved()) {
        return;
      }
      const { readableBytes } = input;
      this.#decode(ctx, input, out);
      if (ctx.isRemoved()) {
        return;
      }
      const hasRead = input.readableBytes !== readableBytes;
      if (out.length === 0) {
        if (hasRead) {
          continue;
        }
        return;
      }
      if (!hasRead) {
        throw new DecoderError(`${this.constructor.name}.decode() did not read anything but decoded a message.`);
      }
      if (this.#singleDecode) {
        return;
      }
    }
  }

  /** Lets a handler that removes itself finish its decoding first. */
  #decode(ctx: ChannelHandlerContext, input: ByteBuf, out: unknown[]): void {
    this.#state = 'decoding';
    try {
      this.decode(ctx, input, out);
    } finally {
      const isRemoved = this.#wasRemoved();
      this.#state = 'idle';
      if (isRemoved) {
        this.#fireAll(ctx, out);
        this.handlerRemoved(ctx);
      }
    }
  }

  /** A method, since TypeScript does not see that `decode` may have changed the state. */
  #wasRemoved(): boolean {
    return this.#state === 'removed while decoding';
  }

  #decodeToTheEnd(ctx: ChannelHandlerContext, out: unknown[]): void {
    if (this.#cumulation !== undefined) {
      this.#callDecode(ctx, this.#cumulation, out);
    }
    // By then the handler may have been removed, and the rest handed on.
    if (!ctx.isRemoved()) {
      this.decodeLast(ctx, this.#cumulation ?? Unpooled.EMPTY_BUFFER, out);
    }
  }

  #tidy(): void {
    const cumulation = this.#cumulation;
    if (cumulation !== undefined && !cumulation.isReadable()) {
      this.#reads = 0;
      this.#cumulation = undefined;
      this.#release(cumulation);
      return;
    }
    this.#reads += 1;
    if (this.#reads >= DISCARD_AFTER_READS) {
      this.#reads = 0;
      this.#discardSomeReadBytes();
    }
  }

  #release(cumulation: ByteBuf): void {
    try {
      cumulation.release();
    } catch (cause) {
      const what = `${this.constructor.name}#decode() might have released its input buffer, or passed it down the pipeline`;
      const message = `${what} without a retain() call, which is not allowed.`;
      throw new IllegalReferenceCountError(message, cumulation.refCnt, { cause });
    }
  }

  /** Not while others look at the memory: what they see would move. */
  #discardSomeReadBytes(): void {
    const cumulation = this.#cumulation;
    if (cumulation !== undefined && !this.#isFirst && cumulation.refCnt === 1 && !cumulation.isReadOnly()) {
      cumulation.discardSomeReadBytes();
    }
  }

  /** Gives `messages` away. Returns whether there were any. */
  #fireAll(ctx: ChannelHandlerContext, messages: unknown[]): boolean {
    if (messages.length === 0) {
      return false;
    }
    this.#hasFired = true;
    if (messages.length === 1) {
      // The rule. Taken out before it is fired, as the others are: firing it may come back here.
      ctx.fireChannelRead(messages.pop());
      return true;
    }
    for (const message of messages.splice(0)) {
      ctx.fireChannelRead(message);
    }
    return true;
  }
}

/** What a decoder threw, as exceptions of decoders are. */
export function asDecoderError(error: unknown): DecoderError {
  return error instanceof DecoderError ? error : new DecoderError(String(error), { cause: error });
}
