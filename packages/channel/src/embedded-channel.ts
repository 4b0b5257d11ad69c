import { ReferenceCountUtil } from '@watertight/buffer';
import { Channel } from './channel.ts';
import type { ChannelOptions } from './channel-config.ts';
import type { ChannelFuture, ChannelPromise } from './channel-future.ts';
import type { ChannelHandler } from './channel-handler.ts';
import { ChannelInitializer } from './channel-initializer.ts';
import { EmbeddedEventLoop } from './embedded-event-loop.ts';
import { EmbeddedTransport } from './embedded-transport.ts';
import { ClosedChannelError } from './errors.ts';

/**
 * A channel without a connection: a test writes to it from both sides, and reads what its handlers made of it. Netty's
 * class of this name.
 *
 * What comes out of the pipeline is kept and owned by the channel until it is read. Exceptions that no handler has caught
 * are thrown by the call that brought them about; all but the first are warnings.
 */
export class EmbeddedChannel extends Channel {
  readonly #transport: EmbeddedTransport;
  readonly #eventLoop = new EmbeddedEventLoop();

  /** Takes no ownership but that of the handlers, which are in its pipeline from the start. */
  constructor(handlers: readonly ChannelHandler[] = [], options: ChannelOptions = {}) {
    const transport = new EmbeddedTransport();
    super(transport, options, transport);
    this.#transport = transport;
    this.pipeline.addLast(new ChannelInitializer(({ pipeline }) => pipeline.addLast(...handlers)));
    this.unsafe.register(this.#eventLoop, this.newPromise());
    this.runPendingTasks();
    this.checkException();
  }

  /** What has come out at the tail and waits to be read. Returns view. */
  inboundMessages(): readonly unknown[] {
    return this.#transport.inbound;
  }

  /** What has come out at the head and waits to be read. Returns view. */
  outboundMessages(): readonly unknown[] {
    return this.#transport.outbound;
  }

  /** The next message that came out at the tail; undefined when there is none. Returns owned. */
  readInbound(): unknown {
    const message = this.#transport.inbound.shift();
    return ReferenceCountUtil.touch(message, 'Caller of readInbound() will handle the message from this point');
  }

  /** The next message that came out at the head; undefined when there is none. Returns owned. */
  readOutbound(): unknown {
    const message = this.#transport.outbound.shift();
    return ReferenceCountUtil.touch(message, 'Caller of readOutbound() will handle the message from this point.');
  }

  /**
   * Has the pipeline read messages. Takes them, unless the channel is closed. Returns whether something has come out.
   *
   * @throws ClosedChannelError when the channel is closed; otherwise what no handler has caught.
   */
  writeInbound(...messages: readonly unknown[]): boolean {
    this.#requireOpen();
    for (const message of messages) {
      this.pipeline.fireChannelRead(message);
    }
    if (messages.length > 0) {
      this.#endRead();
    }
    return this.#transport.inbound.length > 0;
  }

  /** Has the pipeline read one message, without an end of the read. Takes it, unless the channel is closed. */
  writeOneInbound(message: unknown, promise: ChannelPromise = this.newPromise()): ChannelFuture {
    if (this.#recordIfClosed()) {
      this.pipeline.fireChannelRead(message);
    }
    return this.#settle(promise);
  }

  /** Ends the read that {@link writeOneInbound} began. Throws what no handler has caught. */
  flushInbound(): this {
    this.#recordIfClosed();
    this.#endRead();
    return this;
  }

  /**
   * Writes messages through the pipeline and flushes. Takes them, unless the channel is closed. Returns whether something
   * has come out.
   *
   * @throws ClosedChannelError when the channel is closed; otherwise why a write failed.
   */
  writeOutbound(...messages: readonly unknown[]): boolean {
    this.#requireOpen();
    const futures = messages.map((message) => this.write(message));
    if (messages.length > 0) {
      this.runPendingTasks();
      this.flush();
      for (const future of futures) {
        future.addListener((done) => this.#recordFailure(done));
      }
      this.checkException();
    }
    return this.#transport.outbound.length > 0;
  }

  /** Writes one message through the pipeline, without a flush. Takes it, unless the channel is closed. */
  writeOneOutbound(message: unknown, promise: ChannelPromise = this.newPromise()): ChannelFuture {
    return this.#recordIfClosed() ? this.write(message, promise) : this.#settle(promise);
  }

  /** Flushes what {@link writeOneOutbound} wrote. Throws what no handler has caught. */
  flushOutbound(): this {
    if (this.#recordIfClosed()) {
      this.runPendingTasks();
      this.flush();
    }
    this.checkException();
    return this;
  }

  /** Closes the channel. Returns whether messages wait to be read; throws what no handler has caught. */
  finish(): boolean {
    void this.close();
    this.checkException();
    return this.#transport.inbound.length > 0 || this.#transport.outbound.length > 0;
  }

  /** As {@link finish}, and releases the messages that wait. */
  finishAndReleaseAll(): boolean {
    try {
      return this.finish();
    } finally {
      this.releaseInbound();
      this.releaseOutbound();
    }
  }

  /** Releases what came out at the tail. Returns whether there was something. */
  releaseInbound(): boolean {
    return releaseAll(this.#transport.inbound);
  }

  /** Releases what came out at the head. Returns whether there was something. */
  releaseOutbound(): boolean {
    return releaseAll(this.#transport.outbound);
  }

  override close(promise?: ChannelPromise): ChannelFuture {
    this.runPendingTasks();
    const future = super.close(promise);
    this.runPendingTasks();
    this.#eventLoop.cancelScheduledTasks();
    return future;
  }

  override disconnect(promise?: ChannelPromise): ChannelFuture {
    const future = super.disconnect(promise);
    this.runPendingTasks();
    return future;
  }

  /** Runs what waits in the event loop. */
  runPendingTasks(): void {
    this.#eventLoop.runTasks();
  }

  /** Moves the clock of the event loop, which stands still otherwise, and runs what is due meanwhile. */
  advanceTimeBy(durationMs: number): void {
    this.#eventLoop.advanceTimeBy(durationMs);
  }

  /** Throws the first exception that no handler has caught since the last call. */
  checkException(): void {
    const raised = this.#transport.takeException();
    if (raised !== undefined) {
      throw raised.cause;
    }
  }

  /** A channel that a handler has closed meanwhile has nothing to end. */
  #endRead(): void {
    if (this.isOpen()) {
      this.pipeline.fireChannelReadComplete();
    }
    this.runPendingTasks();
    this.checkException();
  }

  #requireOpen(): void {
    if (!this.#recordIfClosed()) {
      this.checkException();
    }
  }

  #recordIfClosed(): boolean {
    const isOpen = this.isOpen();
    if (!isOpen) {
      this.#transport.exception(new ClosedChannelError(String(this)));
    }
    return isOpen;
  }

  #recordFailure(future: ChannelFuture): void {
    if (!future.isSuccess()) {
      this.#transport.exception(future.cause);
    }
  }

  #settle(promise: ChannelPromise): ChannelFuture {
    const raised = this.#transport.takeException();
    return raised === undefined ? promise.setSuccess() : promise.setFailure(raised.cause);
  }
}

/** Stops at a message that cannot be released, as Netty does; those behind it stay. */
function releaseAll(messages: unknown[]): boolean {
  const hasAny = messages.length > 0;
  while (messages.length > 0) {
    ReferenceCountUtil.release(messages.shift());
  }
  return hasAny;
}
