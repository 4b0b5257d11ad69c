import { ReferenceCountUtil } from '@watertight/buffer';
import type { ChannelHandler, Handled } from './channel-handler.ts';
import type { ChannelPipeline } from './channel-pipeline.ts';
import type { DefaultEventExecutorGroup, OrderedExecutor } from './default-event-executor-group.ts';
import { HandlerContext } from './handler-context.ts';
import { type EventName, INBOUND, MASK, maskOf } from './handler-mask.ts';
import { PLAIN, type PlainEvent } from './plain-event.ts';

/**
 * The place of a handler that an executor calls. What comes in waits there for its turn, and nothing passes it by, so that it
 * reaches the handlers behind in its order; as in Netty, whose contexts are skipped only by those of the same executor.
 *
 * What goes out does not wait, since there is one thread; but a `read()` does. So a channel reads on when the handler is done
 * with what it has read before, and its peer has to wait meanwhile.
 */
export class ExecutorContext extends HandlerContext {
  readonly #executor: DefaultEventExecutorGroup;
  readonly #ordered: OrderedExecutor;
  /** The events that the handler has methods for. */
  readonly #own: number;

  constructor(pipeline: ChannelPipeline, name: string, handler: ChannelHandler, executor: DefaultEventExecutorGroup) {
    const own = maskOf(handler);
    super(pipeline, name, handler, own | INBOUND | MASK.read);
    this.#executor = executor;
    this.#ordered = executor.next();
    this.#own = own;
  }

  override get executor(): DefaultEventExecutorGroup {
    return this.#executor;
  }

  override afterEvents(task: () => void): void {
    this.#ordered.executeAnyway(task, `${this.name}.handlerRemoved`);
  }

  override invoke(event: PlainEvent): Handled {
    if (event === PLAIN.channelWritabilityChanged) {
      // It may be what the handler is waiting for.
      return super.invoke(event);
    }
    this.#ordered.executeAnyway(() => super.invoke(event), `${this.name}.${event.name}`);
  }

  protected override handles(mask: number): boolean {
    return (this.#own & mask) !== 0 && super.handles(mask);
  }

  protected override invokeChannelRead(message: unknown): void {
    this.#offer('channelRead', message, () =>
      this.handles(MASK.channelRead) ? super.invokeChannelRead(message) : void this.fireChannelRead(message),
    );
  }

  protected override invokeUserEventTriggered(event: unknown): void {
    this.#offer('userEventTriggered', event, () =>
      this.handles(MASK.userEventTriggered)
        ? super.invokeUserEventTriggered(event)
        : void this.fireUserEventTriggered(event),
    );
  }

  protected override receiveException(cause: unknown): void {
    this.#ordered.executeAnyway(() => super.receiveException(cause), `${this.name}.exceptionCaught`);
  }

  protected override invokeOutbound(event: PlainEvent): void {
    if (event === PLAIN.read) {
      this.#ordered.executeAnyway(() => super.invokeOutbound(event), `${this.name}.read`);
    } else {
      super.invokeOutbound(event);
    }
  }

  /** Queues what the handler has to be given. Takes it: where it is refused it is released, and the handler told at once. */
  #offer(event: EventName, message: unknown, task: () => Handled): void {
    const release = (): void => void ReferenceCountUtil.safeRelease(message);
    try {
      this.#ordered.execute(task, release, `${this.name}.${event}`);
    } catch (error) {
      release();
      void this.invokeExceptionCaught(error);
    }
  }
}
