import { ByteBuf } from '@watertight/buffer';
import { ChannelDuplexHandler } from './channel-duplex-handler.ts';
import type { ChannelHandlerContext } from './channel-handler-context.ts';
import type { TrafficCapture } from './traffic-capture.ts';

/**
 * Puts down what a channel reads, at the head of its pipeline, and hands it on as it is. One instance is for one channel;
 * many may write to one capture.
 *
 * While the file is slower than the peer, nothing more is asked of the channel.
 */
export class TrafficCaptureHandler extends ChannelDuplexHandler {
  readonly #capture: TrafficCapture;
  #connection: number | undefined;
  /** Whether the channel was to read on while the file was behind. */
  #isReadHeld = false;

  /** Borrows `capture`, which has to be closed when its channels are. */
  constructor(capture: TrafficCapture) {
    super();
    this.#capture = capture;
  }

  override channelActive(ctx: ChannelHandlerContext): void {
    this.#open(ctx);
    ctx.fireChannelActive();
  }

  /** Borrows the bytes of `message`, and hands it on. What is no ByteBuf is not put down. */
  override channelRead(ctx: ChannelHandlerContext, message: unknown): void {
    if (message instanceof ByteBuf && message.isReadable() && message.isAccessible()) {
      this.#capture.record('read', this.#open(ctx), ctx.channel.eventLoop.nowMs, message.toBuffer());
    }
    ctx.fireChannelRead(message);
  }

  override channelInactive(ctx: ChannelHandlerContext): void {
    this.#capture.record('closed', this.#open(ctx), ctx.channel.eventLoop.nowMs);
    ctx.fireChannelInactive();
  }

  override read(ctx: ChannelHandlerContext): void {
    if (!this.#capture.isBehind()) {
      ctx.read();
    } else if (!this.#isReadHeld) {
      this.#isReadHeld = true;
      this.#capture.whenWritable(() => this.#readHeld(ctx));
    }
  }

  handlerRemoved(ctx: ChannelHandlerContext): void {
    this.#readHeld(ctx);
  }

  /** The connection's number, from the first thing on that happens to it here. */
  #open(ctx: ChannelHandlerContext): number {
    if (this.#connection === undefined) {
      this.#connection = this.#capture.nextConnection();
      this.#capture.record('opened', this.#connection, ctx.channel.eventLoop.nowMs);
    }
    return this.#connection;
  }

  #readHeld(ctx: ChannelHandlerContext): void {
    if (this.#isReadHeld) {
      this.#isReadHeld = false;
      ctx.read();
    }
  }
}
