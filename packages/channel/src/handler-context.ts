// Invariant: at any time one handler, or the queue of a transport, owns a message; every hand-over leaves the new owner's
// name in the leak report.

import { types } from 'node:util';
import { ByteBuf, type ByteBufAllocator, IllegalArgumentError, ReferenceCountUtil } from '@watertight/buffer';
import { leakDetector } from '@watertight/leak-detector';
import type { Channel } from './channel.ts';
import type { ChannelFuture, ChannelPromise } from './channel-future.ts';
import type { ChannelHandler, Handled } from './channel-handler.ts';
import type { ChannelHandlerContext } from './channel-handler-context.ts';
import { logWarning } from './channel-log.ts';
import type { ChannelPipeline } from './channel-pipeline.ts';
import type { SocketAddress } from './channel-transport.ts';
import type { EventExecutor } from './event-executor.ts';
import { MASK, maskOf } from './handler-mask.ts';
import { fail, failWith, isOfChannel, isToBeDone } from './operation-promise.ts';
import { PLAIN, type PlainEvent } from './plain-event.ts';

// A route of hand-overs names the handlers of a program, not the pipeline's own calls between them.
leakDetector.hideFramesOf(import.meta.url);

type PlainOutbound = 'disconnect' | 'close' | 'deregister';

const WRITE_OR_FLUSH = MASK.write | MASK.flush;

/**
 * An element of the list that a pipeline is, after Netty's `AbstractChannelHandlerContext`. The ends of the list are their
 * own neighbours; since the tail has a method for every inbound event and the head for every outbound one, a search for
 * the next handler needs no other end.
 */
export class HandlerContext implements ChannelHandlerContext {
  // Declared and plain: private and initialized fields make accessors slower on the way of every message.

  declare readonly pipeline: ChannelPipeline;
  declare readonly channel: Channel;
  declare readonly name: string;
  declare readonly handler: ChannelHandler;
  declare next: HandlerContext;
  declare prev: HandlerContext;
  declare private state: 'pending' | 'added' | 'removed';
  /** Events that are not in it pass by. */
  declare private readonly mask: number;
  declare private readonly hint: string;

  constructor(pipeline: ChannelPipeline, name: string, handler: ChannelHandler, mask = maskOf(handler)) {
    this.pipeline = pipeline;
    this.channel = pipeline.channel;
    this.name = name;
    this.handler = handler;
    this.next = this;
    this.prev = this;
    this.state = 'pending';
    this.mask = mask;
    this.hint = `'${name}' will handle the message from this point.`;
  }

  get alloc(): ByteBufAllocator {
    return this.channel.config.allocator;
  }

  get executor(): EventExecutor {
    return this.channel.eventLoop;
  }

  isRemoved(): boolean {
    return this.state === 'removed';
  }

  /** From here on the handler gets events. */
  callHandlerAdded(): void {
    if (this.state === 'pending') {
      this.state = 'added';
      this.handler.handlerAdded?.(this);
    }
  }

  /** From here on the handler gets no more events. */
  callHandlerRemoved(): void {
    const wasAdded = this.state === 'added';
    try {
      if (wasAdded) {
        this.handler.handlerRemoved?.(this);
      }
    } finally {
      this.state = 'removed';
    }
  }

  /** Calls `task` when the handler is done with all that has come for it: here at once, since nothing waits. */
  afterEvents(task: () => void): void {
    task();
  }

  fireChannelRegistered(): this {
    return this.fire(PLAIN.channelRegistered);
  }

  fireChannelUnregistered(): this {
    return this.fire(PLAIN.channelUnregistered);
  }

  fireChannelActive(): this {
    return this.fire(PLAIN.channelActive);
  }

  fireChannelInactive(): this {
    return this.fire(PLAIN.channelInactive);
  }

  fireChannelReadComplete(): this {
    return this.fire(PLAIN.channelReadComplete);
  }

  fireChannelWritabilityChanged(): this {
    return this.fire(PLAIN.channelWritabilityChanged);
  }

  fireExceptionCaught(cause: unknown): this {
    void this.findInbound(MASK.exceptionCaught).receiveException(cause);
    return this;
  }

  fireUserEventTriggered(event: unknown): this {
    void this.findInbound(MASK.userEventTriggered).invokeUserEventTriggered(event);
    return this;
  }

  fireChannelRead(message: unknown): this {
    const next = this.findInbound(MASK.channelRead);
    touch(message, next.hint);
    void next.invokeChannelRead(message);
    return this;
  }

  // What lets this context's own handler have an event returns the promise of an asynchronous one, which never fails.

  invoke(event: PlainEvent): Handled {
    if (!this.handles(event.mask)) {
      this.fire(event);
      return;
    }
    try {
      return this.follow(event.tell(this.handler, this));
    } catch (error) {
      return this.invokeExceptionCaught(error);
    }
  }

  bind(localAddress: SocketAddress, promise: ChannelPromise = this.newPromise()): ChannelFuture {
    if (isToBeDone(promise, this.channel)) {
      this.findOutbound(MASK.bind).attempt(promise, (ctx) => ctx.handler.bind?.(ctx, localAddress, promise));
    }
    return promise;
  }

  connect(
    remoteAddress: SocketAddress,
    localAddress?: SocketAddress,
    promise: ChannelPromise = this.newPromise(),
  ): ChannelFuture {
    if (isToBeDone(promise, this.channel)) {
      this.findOutbound(MASK.connect).attempt(promise, (ctx) =>
        ctx.handler.connect?.(ctx, remoteAddress, localAddress, promise),
      );
    }
    return promise;
  }

  disconnect(promise: ChannelPromise = this.newPromise()): ChannelFuture {
    return this.end('disconnect', promise);
  }

  close(promise: ChannelPromise = this.newPromise()): ChannelFuture {
    return this.end('close', promise);
  }

  deregister(promise: ChannelPromise = this.newPromise()): ChannelFuture {
    return this.end('deregister', promise);
  }

  read(): this {
    this.ask(PLAIN.read);
    return this;
  }

  flush(): this {
    this.ask(PLAIN.flush);
    return this;
  }

  write(message: unknown, promise: ChannelPromise = this.newPromise()): ChannelFuture {
    if (this.accepts(message, promise)) {
      const next = this.findOutbound(MASK.write);
      touch(message, next.hint);
      next.invokeWrite(message, promise);
    }
    return promise;
  }

  writeAndFlush(message: unknown, promise: ChannelPromise = this.newPromise()): ChannelFuture {
    if (this.accepts(message, promise)) {
      const next = this.findOutbound(WRITE_OR_FLUSH);
      touch(message, next.hint);
      next.invokeWrite(message, promise);
      next.invokeOutbound(PLAIN.flush);
    }
    return promise;
  }

  newPromise(): ChannelPromise {
    return this.channel.newPromise();
  }

  voidPromise(): ChannelPromise {
    return this.channel.voidPromise();
  }

  newSucceededFuture(): ChannelFuture {
    return this.channel.newSucceededFuture();
  }

  newFailedFuture(cause: unknown): ChannelFuture {
    return this.channel.newFailedFuture(cause);
  }

  private fire(event: PlainEvent): this {
    void this.findInbound(event.mask).invoke(event);
    return this;
  }

  private ask(event: PlainEvent): void {
    this.findOutbound(event.mask).invokeOutbound(event);
  }

  private end(operation: PlainOutbound, promise: ChannelPromise): ChannelFuture {
    if (isToBeDone(promise, this.channel)) {
      this.findOutbound(MASK[operation]).attempt(promise, (ctx) => ctx.handler[operation]?.(ctx, promise));
    }
    return promise;
  }

  private findInbound(mask: number): HandlerContext {
    let ctx = this.next;
    while ((ctx.mask & mask) === 0 || ctx.state !== 'added') {
      ctx = ctx.next;
    }
    return ctx;
  }

  private findOutbound(mask: number): HandlerContext {
    let ctx = this.prev;
    while ((ctx.mask & mask) === 0 || ctx.state !== 'added') {
      ctx = ctx.prev;
    }
    return ctx;
  }

  /** Whether the handler has a method for the event of `mask`, and is in the pipeline to be called. */
  protected handles(mask: number): boolean {
    return (this.mask & mask) !== 0 && this.state === 'added';
  }

  protected invokeChannelRead(message: unknown): Handled {
    try {
      return this.follow(this.handler.channelRead?.(this, message));
    } catch (error) {
      return this.invokeExceptionCaught(error);
    }
  }

  protected invokeUserEventTriggered(event: unknown): Handled {
    try {
      return this.follow(this.handler.userEventTriggered?.(this, event));
    } catch (error) {
      return this.invokeExceptionCaught(error);
    }
  }

  /** What another handler, or the channel, has brought about. */
  protected receiveException(cause: unknown): Handled {
    return this.invokeExceptionCaught(cause);
  }

  /** Also for what this context's own handler has thrown. */
  protected invokeExceptionCaught(cause: unknown): Handled {
    if (!this.handles(MASK.exceptionCaught)) {
      this.fireExceptionCaught(cause);
      return;
    }
    const warn = (error: unknown): void => {
      const thrown = `An exception '${String(error)}' was thrown by a user handler's exceptionCaught() method`;
      logWarning(`${thrown} while handling the following exception:`, cause);
    };
    try {
      const handled = this.handler.exceptionCaught?.(this, cause);
      return types.isPromise(handled) ? handled.catch(warn) : undefined;
    } catch (error) {
      warn(error);
    }
  }

  private invokeWrite(message: unknown, promise: ChannelPromise): void {
    if (!this.handles(MASK.write)) {
      void this.write(message, promise);
      return;
    }
    try {
      const handled = this.handler.write?.(this, message, promise);
      if (handled !== undefined) {
        failWith(handled, promise);
      }
    } catch (error) {
      fail(promise, error);
    }
  }

  protected invokeOutbound(event: PlainEvent): void {
    if (!this.handles(event.mask)) {
      this.ask(event);
      return;
    }
    try {
      void this.follow(event.tell(this.handler, this));
    } catch (error) {
      void this.invokeExceptionCaught(error);
    }
  }

  private attempt(promise: ChannelPromise, operation: (ctx: HandlerContext) => Handled): void {
    try {
      failWith(operation(this), promise);
    } catch (error) {
      fail(promise, error);
    }
  }

  /** Hears of the error of an asynchronous handler, which would end the process otherwise. */
  private follow(handled: Handled): Handled {
    return handled !== undefined && types.isPromise(handled)
      ? handled.catch((error: unknown) => this.invokeExceptionCaught(error))
      : undefined;
  }

  /** Whether a message can be written; it is released if not. */
  private accepts(message: unknown, promise: ChannelPromise): boolean {
    if (message === undefined || message === null) {
      throw new IllegalArgumentError(`msg: ${message} (expected: a message)`, 'message');
    }
    let isAccepted = false;
    try {
      isAccepted = promise.isVoid() ? isOfChannel(promise, this.channel) : isToBeDone(promise, this.channel);
      return isAccepted;
    } finally {
      if (!isAccepted) {
        ReferenceCountUtil.release(message);
      }
    }
  }
}

/** As `ReferenceCountUtil.touch`, which has to look closer at what is no ByteBuf. */
function touch(message: unknown, hint: string): void {
  if (message instanceof ByteBuf) {
    message.touch(hint);
  } else {
    ReferenceCountUtil.touch(message, hint);
  }
}
