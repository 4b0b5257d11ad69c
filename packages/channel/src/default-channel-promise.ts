import type { Channel } from './channel.ts';
import type { ChannelFutureListener, ChannelPromise } from './channel-future.ts';
import { logWarning } from './channel-log.ts';
import { CancellationError, IllegalStateError } from './errors.ts';

type State = 'pending' | 'uncancellable' | 'success' | 'failure' | 'cancelled';

/** The promise that `newPromise()` gives. Netty's class of this name. */
export class DefaultChannelPromise implements ChannelPromise {
  readonly channel: Channel;
  #state: State = 'pending';
  #cause: unknown;
  #listeners: ChannelFutureListener[] | undefined;

  constructor(channel: Channel) {
    this.channel = channel;
  }

  get cause(): unknown {
    return this.#cause;
  }

  isDone(): boolean {
    return this.#state !== 'pending' && this.#state !== 'uncancellable';
  }

  isSuccess(): boolean {
    return this.#state === 'success';
  }

  isCancelled(): boolean {
    return this.#state === 'cancelled';
  }

  isVoid(): boolean {
    return false;
  }

  setUncancellable(): boolean {
    if (this.#state === 'pending') {
      this.#state = 'uncancellable';
    }
    return this.#state !== 'cancelled';
  }

  setSuccess(): this {
    return this.trySuccess() ? this : this.#throwDone();
  }

  trySuccess(): boolean {
    return this.#complete('success', undefined);
  }

  setFailure(cause: unknown): this {
    return this.tryFailure(cause) ? this : this.#throwDone();
  }

  tryFailure(cause: unknown): boolean {
    return this.#complete('failure', cause);
  }

  cancel(): boolean {
    return this.#state === 'pending' && this.#complete('cancelled', new CancellationError());
  }

  addListener(listener: ChannelFutureListener): this {
    if (this.isDone()) {
      this.#notify(listener);
    } else {
      this.#listeners ??= [];
      this.#listeners.push(listener);
    }
    return this;
  }

  removeListener(listener: ChannelFutureListener): this {
    this.#listeners = this.#listeners?.filter((other) => other !== listener);
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

  #complete(state: State, cause: unknown): boolean {
    if (this.isDone()) {
      return false;
    }
    this.#state = state;
    this.#cause = cause;
    const listeners = this.#listeners;
    this.#listeners = undefined;
    for (const listener of listeners ?? []) {
      this.#notify(listener);
    }
    return true;
  }

  #notify(listener: ChannelFutureListener): void {
    try {
      listener(this);
    } catch (error) {
      logWarning('An exception was thrown by a listener of a ChannelFuture.', error);
    }
  }

  #throwDone(): never {
    throw new IllegalStateError(
      `complete already: ${this.#state}. A promise has one outcome; trySuccess() and tryFailure() ask.`,
    );
  }
}
