import type { Channel } from './channel.ts';
import type { ChannelFutureListener, ChannelPromise } from './channel-future.ts';
import { logWarning } from './channel-log.ts';
import { CancellationError, IllegalStateError } from './errors.ts';

/**
 * Listeners that bring about the end of each other's futures, one within the other: more have turns of their own, so that they
 * can go on for ever. Netty's `io.netty.defaultPromise.maxListenerStackDepth`.
 */
const MAX_DEPTH = 8;

/** How many listeners are being called now. */
let depth = 0;

type State = 'pending' | 'uncancellable' | 'success' | 'failure' | 'cancelled';

/** The promise that `newPromise()` gives. Netty's class of this name. */
export class DefaultChannelPromise implements ChannelPromise {
  // Declared and plain: each write makes one, and V8 takes longer to make private and initialized fields.

  declare readonly channel: Channel;
  declare private state: State;
  declare private failure: unknown;
  /** One listener is the rule, and a list the exception. */
  declare private listeners: ChannelFutureListener | ChannelFutureListener[] | undefined;

  constructor(channel: Channel) {
    this.channel = channel;
    this.state = 'pending';
    this.failure = undefined;
    this.listeners = undefined;
  }

  get cause(): unknown {
    return this.failure;
  }

  isDone(): boolean {
    return this.state !== 'pending' && this.state !== 'uncancellable';
  }

  isSuccess(): boolean {
    return this.state === 'success';
  }

  isCancelled(): boolean {
    return this.state === 'cancelled';
  }

  isVoid(): boolean {
    return false;
  }

  setUncancellable(): boolean {
    if (this.state === 'pending') {
      this.state = 'uncancellable';
    }
    return this.state !== 'cancelled';
  }

  setSuccess(): this {
    return this.trySuccess() ? this : this.throwDone();
  }

  trySuccess(): boolean {
    return this.complete('success', undefined);
  }

  setFailure(cause: unknown): this {
    return this.tryFailure(cause) ? this : this.throwDone();
  }

  tryFailure(cause: unknown): boolean {
    return this.complete('failure', cause);
  }

  cancel(): boolean {
    return this.state === 'pending' && this.complete('cancelled', new CancellationError());
  }

  addListener(listener: ChannelFutureListener): this {
    if (this.isDone()) {
      this.notify(listener);
    } else {
      const { listeners } = this;
      this.listeners = listeners === undefined ? listener : [...listOf(listeners), listener];
    }
    return this;
  }

  removeListener(listener: ChannelFutureListener): this {
    if (this.listeners !== undefined) {
      this.listeners = listOf(this.listeners).filter((other) => other !== listener);
    }
    return this;
  }

  // biome-ignore lint/suspicious/noThenProperty: what makes it awaitable without a Promise that nobody may handle.
  then<A = void, B = never>(
    onFulfilled?: (() => A | PromiseLike<A>) | null,
    onRejected?: ((cause: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    return new Promise<void>((resolve, reject) => {
      this.addListener((future) => (future.isSuccess() ? resolve() : reject(future.cause)));
    }).then(onFulfilled, onRejected);
  }

  private complete(state: State, cause: unknown): boolean {
    if (this.isDone()) {
      return false;
    }
    this.state = state;
    this.failure = cause;
    const { listeners } = this;
    this.listeners = undefined;
    if (Array.isArray(listeners)) {
      for (const listener of listeners) {
        this.notify(listener);
      }
    } else if (listeners !== undefined) {
      this.notify(listeners);
    }
    return true;
  }

  private notify(listener: ChannelFutureListener): void {
    if (depth === MAX_DEPTH) {
      const notifyListener = (): void => this.notify(listener);
      this.channel.unsafe.later(notifyListener);
      return;
    }
    depth += 1;
    try {
      if (typeof listener === 'function') {
        listener(this);
      } else {
        listener.operationComplete(this);
      }
    } catch (error) {
      logWarning('An exception was thrown by a listener of a ChannelFuture.', error);
    } finally {
      depth -= 1;
    }
  }

  private throwDone(): never {
    throw new IllegalStateError(
      `complete already: ${this.state}. A promise has one outcome; trySuccess() and tryFailure() ask.`,
    );
  }
}

function listOf(listeners: ChannelFutureListener | ChannelFutureListener[]): ChannelFutureListener[] {
  return Array.isArray(listeners) ? listeners : [listeners];
}
