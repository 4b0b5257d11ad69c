import { IllegalArgumentError } from '@watertight/buffer';
import type { Channel } from './channel.ts';
import type { ChannelHandler } from './channel-handler.ts';
import type { ChannelHandlerContext } from './channel-handler-context.ts';
import type { ChannelInboundInvoker, ChannelOutboundInvoker } from './channel-invoker.ts';
import { logWarning } from './channel-log.ts';
import type { DefaultEventExecutorGroup } from './default-event-executor-group.ts';
import { ChannelPipelineError, NoSuchHandlerError } from './errors.ts';
import { ExecutorContext } from './executor-context.ts';
import { HandlerContext } from './handler-context.ts';
import { OutboundDelegate } from './outbound-delegate.ts';
import { type AddArgs, type Addition, additionsOf } from './pipeline-addition.ts';
import { HeadHandler, TailHandler, type UnhandledInbound } from './pipeline-ends.ts';
import { PLAIN } from './plain-event.ts';

/** A handler of a pipeline by its name, its class, or itself. */
export type HandlerKey = string | ChannelHandler | HandlerClass;

type HandlerClass<H extends ChannelHandler = ChannelHandler> = abstract new (...args: never[]) => H;

/** Handlers that are in a pipeline, or were, and may not be in a second one. */
const TAKEN = new WeakSet<ChannelHandler>();

/**
 * The handlers of a channel in their order. Inbound events begin at its head, with the first handler; outbound operations
 * begin at its tail, with the last one. Netty's interface of this name, and its `DefaultChannelPipeline`.
 *
 * Handlers can be added, removed and replaced at any time. One that is removed hears of it by `handlerRemoved`; events that
 * it still hands on go to those that came after it.
 */
export class ChannelPipeline extends OutboundDelegate implements ChannelInboundInvoker {
  readonly channel: Channel;
  readonly #head: HandlerContext;
  readonly #tail: HandlerContext;
  /** What handlers have to be told once the channel is registered; undefined from then on. */
  #pending: (() => void)[] | undefined = [];

  /** Made by its channel. */
  constructor(channel: Channel, unhandled: UnhandledInbound) {
    super();
    this.channel = channel;
    this.#head = new HandlerContext(this, 'HeadContext#0', new HeadHandler(channel));
    this.#tail = new HandlerContext(this, 'TailContext#0', new TailHandler(unhandled));
    this.#head.next = this.#tail;
    this.#tail.prev = this.#head;
    this.#head.callHandlerAdded();
    this.#tail.callHandlerAdded();
  }

  /**
   * Puts a handler, or several in their order, at the head. Unnamed ones are named after their class: `Decoder#0`.
   * With an executor, that calls the handlers instead of the event loop.
   *
   * @throws IllegalArgumentError when the name is taken.
   * @throws ChannelPipelineError when a handler that is not sharable is in a pipeline already, or was.
   */
  addFirst(...handlers: readonly ChannelHandler[]): this;
  addFirst(name: string, handler: ChannelHandler): this;
  addFirst(executor: DefaultEventExecutorGroup, ...handlers: readonly ChannelHandler[]): this;
  addFirst(executor: DefaultEventExecutorGroup, name: string, handler: ChannelHandler): this;
  addFirst(...args: AddArgs): this {
    for (const added of additionsOf(args).toReversed()) {
      this.#insert(this.#head, added);
    }
    return this;
  }

  /** As {@link addFirst}, at the tail. */
  addLast(...handlers: readonly ChannelHandler[]): this;
  addLast(name: string, handler: ChannelHandler): this;
  addLast(executor: DefaultEventExecutorGroup, ...handlers: readonly ChannelHandler[]): this;
  addLast(executor: DefaultEventExecutorGroup, name: string, handler: ChannelHandler): this;
  addLast(...args: AddArgs): this {
    for (const added of additionsOf(args)) {
      this.#insert(this.#tail.prev, added);
    }
    return this;
  }

  /** As {@link addFirst}, before another handler. */
  addBefore(base: HandlerKey, name: string, handler: ChannelHandler): this {
    return this.#insert(this.#get(base).prev, { name, handler });
  }

  /** As {@link addFirst}, behind another handler. */
  addAfter(base: HandlerKey, name: string, handler: ChannelHandler): this {
    return this.#insert(this.#get(base), { name, handler });
  }

  /**
   * Takes a handler out, and returns it.
   *
   * @throws NoSuchHandlerError when it is not there.
   */
  remove(key: HandlerKey): ChannelHandler {
    return this.#remove(this.#get(key));
  }

  /** As {@link remove}; returns undefined when it is not there. */
  removeIfExists(key: HandlerKey): ChannelHandler | undefined {
    const ctx = this.#find(key);
    return ctx && this.#remove(ctx);
  }

  /** @throws NoSuchHandlerError when there is no handler. */
  removeFirst(): ChannelHandler {
    return this.#remove(this.#firstOr(this.#head.next));
  }

  /** @throws NoSuchHandlerError when there is no handler. */
  removeLast(): ChannelHandler {
    return this.#remove(this.#firstOr(this.#tail.prev));
  }

  /**
   * Puts `handler` in the place of another one, which is returned. The new one is added before the old one is removed, so
   * that it gets what the old one lets go.
   *
   * @throws NoSuchHandlerError when the old one is not there.
   */
  replace(key: HandlerKey, newName: string, handler: ChannelHandler): ChannelHandler {
    const old = this.#get(key);
    if (newName !== old.name) {
      this.#requireFree(newName);
    }
    const executor = old instanceof ExecutorContext ? old.executor : undefined;
    const ctx = this.#contextOf(newName, handler, executor);
    link(old.prev, ctx);
    link(ctx, old.next);
    // What the old handler still hands on goes to the new one.
    old.prev = ctx;
    old.next = ctx;
    this.#whenRegistered(() => this.#callAdded(ctx));
    this.#whenRegistered(() => old.afterEvents(() => this.#callRemoved(old)));
    return old.handler;
  }

  get<H extends ChannelHandler>(key: HandlerClass<H>): H | undefined;
  get(key: HandlerKey): ChannelHandler | undefined;
  get(key: HandlerKey): ChannelHandler | undefined {
    return this.#find(key)?.handler;
  }

  context(key: HandlerKey): ChannelHandlerContext | undefined {
    return this.#find(key);
  }

  first(): ChannelHandler | undefined {
    return this.firstContext()?.handler;
  }

  last(): ChannelHandler | undefined {
    return this.lastContext()?.handler;
  }

  firstContext(): ChannelHandlerContext | undefined {
    return this.#contexts()[0];
  }

  lastContext(): ChannelHandlerContext | undefined {
    return this.#contexts().at(-1);
  }

  /** The names of the handlers, and last, as in Netty, that of the tail. */
  names(): string[] {
    return [...this.#contexts(), this.#tail].map(({ name }) => name);
  }

  toMap(): Map<string, ChannelHandler> {
    return new Map(this);
  }

  /** Names and handlers, in their order. */
  [Symbol.iterator](): Iterator<[string, ChannelHandler]> {
    return this.#contexts()
      .map(({ name, handler }): [string, ChannelHandler] => [name, handler])
      [Symbol.iterator]();
  }

  override toString(): string {
    return `ChannelPipeline{${this.#contexts()
      .map(({ name, handler }) => `(${name} = ${classNameOf(handler)})`)
      .join(', ')}}`;
  }

  /** Called by the channel when it is registered: handlers that were added before are told now. */
  callHandlersAdded(): void {
    const pending = this.#pending;
    this.#pending = undefined;
    for (const call of pending ?? []) {
      call();
    }
  }

  /** Called when the channel has ended: takes all handlers out, the last one first, when they have had their last events. */
  destroy(): void {
    this.#destroyUp(this.#head.next);
  }

  fireChannelRegistered(): this {
    void this.#head.invoke(PLAIN.channelRegistered);
    return this;
  }

  fireChannelUnregistered(): this {
    void this.#head.invoke(PLAIN.channelUnregistered);
    return this;
  }

  fireChannelActive(): this {
    void this.#head.invoke(PLAIN.channelActive);
    return this;
  }

  fireChannelInactive(): this {
    void this.#head.invoke(PLAIN.channelInactive);
    return this;
  }

  fireExceptionCaught(cause: unknown): this {
    this.#head.fireExceptionCaught(cause);
    return this;
  }

  fireUserEventTriggered(event: unknown): this {
    this.#head.fireUserEventTriggered(event);
    return this;
  }

  fireChannelRead(message: unknown): this {
    this.#head.fireChannelRead(message);
    return this;
  }

  fireChannelReadComplete(): this {
    void this.#head.invoke(PLAIN.channelReadComplete);
    return this;
  }

  fireChannelWritabilityChanged(): this {
    void this.#head.invoke(PLAIN.channelWritabilityChanged);
    return this;
  }

  protected override get outbound(): ChannelOutboundInvoker {
    return this.#tail;
  }

  #contexts(): HandlerContext[] {
    const contexts: HandlerContext[] = [];
    for (let ctx = this.#head.next; ctx !== this.#tail; ctx = ctx.next) {
      contexts.push(ctx);
    }
    return contexts;
  }

  #find(key: HandlerKey): HandlerContext | undefined {
    return this.#contexts().find(
      ({ name, handler }) => key === name || key === handler || (typeof key === 'function' && handler instanceof key),
    );
  }

  #get(key: HandlerKey): HandlerContext {
    return this.#find(key) ?? this.#throwMissing(typeof key === 'object' ? classNameOf(key) : String(nameOf(key)));
  }

  #firstOr(ctx: HandlerContext): HandlerContext {
    return ctx === this.#head || ctx === this.#tail ? this.#throwMissing('A handler') : ctx;
  }

  #throwMissing(what: string): never {
    throw new NoSuchHandlerError(what, this.names());
  }

  /** Waits for what has not come to the end yet because handlers of executors still have it to do. */
  #destroyUp(ctx: HandlerContext): void {
    if (ctx === this.#tail) {
      this.#destroyDown(ctx.prev);
    } else {
      ctx.afterEvents(() => this.#destroyUp(ctx.next));
    }
  }

  #destroyDown(ctx: HandlerContext): void {
    if (ctx === this.#head) {
      return;
    }
    ctx.afterEvents(() => {
      if (!ctx.isRemoved()) {
        link(ctx.prev, ctx.next);
        this.#whenRegistered(() => this.#callRemoved(ctx));
      }
      this.#destroyDown(ctx.prev);
    });
  }

  #insert(after: HandlerContext, { name, handler, executor }: Addition): this {
    if (name !== undefined) {
      this.#requireFree(name);
    }
    const ctx = this.#contextOf(name ?? this.#freeName(handler), handler, executor);
    link(ctx, after.next);
    link(after, ctx);
    this.#whenRegistered(() => this.#callAdded(ctx));
    return this;
  }

  #remove(ctx: HandlerContext): ChannelHandler {
    // The context keeps its own neighbours: an event that is with its handler now goes on from there.
    link(ctx.prev, ctx.next);
    this.#whenRegistered(() => ctx.afterEvents(() => this.#callRemoved(ctx)));
    return ctx.handler;
  }

  #contextOf(name: string, handler: ChannelHandler, executor: DefaultEventExecutorGroup | undefined): HandlerContext {
    if (handler.isSharable !== true && TAKEN.has(handler)) {
      const text = `${classNameOf(handler)} is not a @Sharable handler, so can't be added or removed multiple times.`;
      throw new ChannelPipelineError(`${text} Make one for each pipeline, or let its isSharable be true.`);
    }
    TAKEN.add(handler);
    return executor === undefined
      ? new HandlerContext(this, name, handler)
      : new ExecutorContext(this, name, handler, executor);
  }

  #requireFree(name: string): void {
    if (this.#find(name) !== undefined || name === this.#head.name || name === this.#tail.name) {
      throw new IllegalArgumentError(`Duplicate handler name: ${name}`, 'name');
    }
  }

  #freeName(handler: ChannelHandler): string {
    const names = new Set(this.names());
    let index = 0;
    while (names.has(`${classNameOf(handler)}#${index}`)) {
      index += 1;
    }
    return `${classNameOf(handler)}#${index}`;
  }

  #whenRegistered(call: () => void): void {
    if (this.#pending === undefined) {
      call();
    } else {
      this.#pending.push(call);
    }
  }

  #callAdded(ctx: HandlerContext): void {
    try {
      ctx.callHandlerAdded();
    } catch (cause) {
      const what = `${classNameOf(ctx.handler)}.handlerAdded() has thrown an exception`;
      this.fireExceptionCaught(new ChannelPipelineError(`${what}; ${this.#takeBack(ctx)}.`, { cause }));
    }
  }

  #takeBack(ctx: HandlerContext): string {
    try {
      link(ctx.prev, ctx.next);
      ctx.callHandlerRemoved();
      return 'removed';
    } catch (error) {
      logWarning(`Failed to remove a handler: ${ctx.name}`, error);
      return 'also failed to remove';
    }
  }

  #callRemoved(ctx: HandlerContext): void {
    try {
      ctx.callHandlerRemoved();
    } catch (cause) {
      const what = `${classNameOf(ctx.handler)}.handlerRemoved() has thrown an exception.`;
      this.fireExceptionCaught(new ChannelPipelineError(what, { cause }));
    }
  }
}

function link(prev: HandlerContext, next: HandlerContext): void {
  prev.next = next;
  next.prev = prev;
}

function nameOf(key: string | HandlerClass): string {
  return typeof key === 'string' ? key : key.name;
}

/** What errors and generated names call a handler. */
function classNameOf(handler: ChannelHandler): string {
  const { name } = handler.constructor;
  return name === '' || name === 'Object' ? 'ChannelHandler' : name;
}
