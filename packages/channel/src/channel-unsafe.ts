import { ReferenceCountUtil } from '@watertight/buffer';
import type { Channel } from './channel.ts';
import type { ChannelFuture, ChannelPromise } from './channel-future.ts';
import { ChannelOutboundBuffer } from './channel-outbound-buffer.ts';
import type { ChannelTransport, SocketAddress } from './channel-transport.ts';
import { DefaultChannelPromise } from './default-channel-promise.ts';
import { ChannelOutputShutdownError, ClosedChannelError, IllegalStateError, NotYetConnectedError } from './errors.ts';
import type { EventLoop } from './event-loop.ts';

/**
 * What the head of a pipeline asks of the channel, and transports after a failure: the state machine between the pipeline
 * and the transport. Not for handlers, for which it would go past the others. Netty's `Channel.Unsafe`.
 */
export class ChannelUnsafe {
  readonly #channel: Channel;
  readonly #transport: ChannelTransport;
  readonly #closePromise: ChannelPromise;
  #outboundBuffer: ChannelOutboundBuffer | undefined;
  #eventLoop: EventLoop | undefined;
  #isFlushing = false;
  #isClosing = false;
  #isRegistered = false;
  /** Why the channel was closed, for those who write to it later. */
  #closeCause: unknown;

  constructor(channel: Channel, transport: ChannelTransport) {
    this.#channel = channel;
    this.#transport = transport;
    this.#closePromise = new DefaultChannelPromise(channel);
    this.#outboundBuffer = new ChannelOutboundBuffer(channel);
  }

  /** What waits to be written; none once the channel is closed. */
  get outboundBuffer(): ChannelOutboundBuffer | undefined {
    return this.#outboundBuffer;
  }

  get eventLoop(): EventLoop {
    if (this.#eventLoop === undefined) {
      throw new IllegalStateError(`channel not registered to an event loop: ${this.#channel}. Register it first.`);
    }
    return this.#eventLoop;
  }

  /** Done when the channel is closed. */
  get closeFuture(): ChannelFuture {
    return this.#closePromise;
  }

  get isRegistered(): boolean {
    return this.#isRegistered;
  }

  /** Has the channel's tasks run by `eventLoop`; its handlers are added, and it may become active. */
  register(eventLoop: EventLoop, promise: ChannelPromise): void {
    if (this.#eventLoop !== undefined) {
      promise.tryFailure(new IllegalStateError(`registered to an event loop already: ${this.#channel}.`));
      return;
    }
    this.#eventLoop = eventLoop;
    try {
      this.#transport.register(this.#channel);
    } catch (error) {
      void this.#transport.close();
      this.#closePromise.trySuccess();
      promise.tryFailure(error);
      return;
    }
    this.#isRegistered = true;
    const { pipeline } = this.#channel;
    pipeline.callHandlersAdded();
    promise.trySuccess();
    pipeline.fireChannelRegistered();
    if (this.#transport.isActive()) {
      pipeline.fireChannelActive();
    }
  }

  bind(localAddress: SocketAddress, promise: ChannelPromise): void {
    this.#activate(promise, () => this.#transport.bind(localAddress));
  }

  connect(remoteAddress: SocketAddress, localAddress: SocketAddress | undefined, promise: ChannelPromise): void {
    this.#activate(promise, () => this.#transport.connect(remoteAddress, localAddress));
  }

  disconnect(promise: ChannelPromise): void {
    if (!promise.setUncancellable()) {
      return;
    }
    const wasActive = this.#transport.isActive();
    try {
      this.#transport.disconnect();
    } catch (error) {
      promise.tryFailure(error);
      this.#closeIfClosed();
      return;
    }
    if (wasActive && !this.#transport.isActive()) {
      const fireChannelInactive = (): void => void this.#channel.pipeline.fireChannelInactive();
      this.later(fireChannelInactive);
    }
    promise.trySuccess();
    this.#closeIfClosed();
  }

  /** Closes the channel; whatever waits to be written is released, and fails because of `cause`. */
  close(promise: ChannelPromise, cause: unknown = new ClosedChannelError(String(this.#channel))): void {
    if (!promise.setUncancellable()) {
      return;
    }
    if (this.#isClosing) {
      if (!promise.isVoid()) {
        this.#closePromise.addListener(() => promise.trySuccess());
      }
      return;
    }
    this.#isClosing = true;
    this.#closeCause = cause;
    const wasActive = this.#transport.isActive();
    const outboundBuffer = this.#outboundBuffer;
    // From here on what is written is released at once.
    this.#outboundBuffer = undefined;
    const ended = (error?: unknown): void => {
      this.#closePromise.trySuccess();
      if (error === undefined) {
        promise.trySuccess();
      } else {
        promise.tryFailure(error);
      }
    };
    try {
      whenDone(this.#transport.close(), ended, ended);
    } catch (error) {
      ended(error);
    } finally {
      outboundBuffer?.close(cause);
    }
    const deregister = (): void => this.#deregister(wasActive);
    if (this.#isFlushing) {
      this.later(deregister);
    } else {
      deregister();
    }
  }

  deregister(promise: ChannelPromise): void {
    if (promise.setUncancellable()) {
      this.#deregister(false, () => promise.trySuccess());
    }
  }

  beginRead(): void {
    if (!this.#transport.isActive()) {
      return;
    }
    try {
      this.#transport.beginRead();
    } catch (error) {
      const fireExceptionCaught = (): void => void this.#channel.pipeline.fireExceptionCaught(error);
      this.later(fireExceptionCaught);
      this.close(this.#channel.voidPromise());
    }
  }

  stopRead(): void {
    this.#transport.stopRead?.();
  }

  /** Ends the sending side: what waits to be written is released, and fails. */
  shutdownOutput(promise: ChannelPromise): void {
    const outboundBuffer = this.#outboundBuffer;
    if (!promise.setUncancellable()) {
      return;
    }
    if (outboundBuffer === undefined) {
      promise.setFailure(new ClosedChannelError(String(this.#channel)));
      return;
    }
    const cause = new ChannelOutputShutdownError(String(this.#channel));
    this.#closeCause = cause;
    this.#outboundBuffer = undefined;
    try {
      this.#transport.shutdownOutput?.();
      promise.trySuccess();
    } catch (error) {
      promise.tryFailure(error);
    } finally {
      outboundBuffer.close(cause);
    }
  }

  /** Queues `message`. Takes it. */
  write(message: unknown, promise: ChannelPromise): void {
    const outboundBuffer = this.#outboundBuffer;
    if (outboundBuffer === undefined) {
      const cause = this.#closeCause === undefined ? undefined : { cause: this.#closeCause };
      this.#refuse(message, promise, new ClosedChannelError(String(this.#channel), cause));
      return;
    }
    let filtered = message;
    let sizeBytes: number;
    try {
      filtered = this.#transport.filterOutboundMessage(message);
      sizeBytes = this.#channel.config.messageSizeEstimator(filtered);
    } catch (error) {
      this.#refuse(filtered, promise, error);
      return;
    }
    outboundBuffer.addMessage(filtered, sizeBytes, promise);
  }

  flush(): void {
    if (this.#outboundBuffer !== undefined) {
      this.#outboundBuffer.addFlush();
      this.flushNow();
    }
  }

  /** Goes on with what has been flushed: for transports that have room again. */
  flushNow(): void {
    const outboundBuffer = this.#outboundBuffer;
    if (this.#isFlushing || outboundBuffer === undefined || outboundBuffer.isEmpty()) {
      return;
    }
    this.#isFlushing = true;
    try {
      if (this.#transport.isActive()) {
        this.#transport.write(outboundBuffer);
      } else {
        const description = String(this.#channel);
        const isOpen = this.#transport.isOpen();
        outboundBuffer.failFlushed(
          isOpen ? new NotYetConnectedError(description) : new ClosedChannelError(description),
        );
      }
    } catch (error) {
      this.close(this.#channel.voidPromise(), error);
    } finally {
      this.#isFlushing = false;
    }
  }

  /**
   * Runs `task` after what runs now: what a call from a handler brings about comes when the handler is done. Also where the
   * event loop ends before, since handlers are owed the end of their channel.
   */
  later(task: () => void): void {
    try {
      this.eventLoop.execute(task, task);
    } catch {
      // There is none, or none any more.
      task();
    }
  }

  #refuse(message: unknown, promise: ChannelPromise, cause: unknown): void {
    try {
      ReferenceCountUtil.release(message);
    } finally {
      promise.tryFailure(cause);
    }
  }

  #activate(promise: ChannelPromise, operation: () => void | Promise<void>): void {
    if (!promise.setUncancellable()) {
      return;
    }
    const wasActive = this.#transport.isActive();
    const done = (): void => {
      if (!wasActive && this.#transport.isActive()) {
        const fireChannelActive = (): void => void this.#channel.pipeline.fireChannelActive();
        this.later(fireChannelActive);
      }
      promise.trySuccess();
    };
    const failed = (error: unknown): void => {
      promise.tryFailure(error);
      this.#closeIfClosed();
    };
    try {
      if (!this.#transport.isOpen()) {
        throw new ClosedChannelError(String(this.#channel));
      }
      whenDone(operation(), done, failed);
    } catch (error) {
      failed(error);
    }
  }

  #deregister(firesInactive: boolean, done?: () => void): void {
    const fireChannelUnregistered = (): void => {
      const { pipeline } = this.#channel;
      const wasRegistered = this.#isRegistered;
      if (firesInactive) {
        pipeline.fireChannelInactive();
      }
      if (wasRegistered) {
        this.#isRegistered = false;
        pipeline.fireChannelUnregistered();
      } else if (!this.#transport.isOpen()) {
        // The end of the pipeline otherwise comes with that event.
        pipeline.destroy();
      }
      done?.();
    };
    this.later(fireChannelUnregistered);
  }

  #closeIfClosed(): void {
    if (!this.#transport.isOpen()) {
      this.close(this.#channel.voidPromise());
    }
  }
}

/** At once, unless the transport takes its time. */
function whenDone(pending: void | Promise<void>, done: () => void, failed: (error: unknown) => void): void {
  if (pending === undefined) {
    done();
  } else {
    pending.then(done, failed);
  }
}
