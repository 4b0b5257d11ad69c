import type { ChannelFuture, ChannelPromise } from './channel-future.ts';

/** Makes one promise of several futures: it is done when all are, and fails for the first cause. Netty's class of this name. */
export class PromiseCombiner {
  #expected = 0;
  #done = 0;
  #failure: { readonly cause: unknown } | undefined;
  #aggregate: ChannelPromise | undefined;

  /** One for all futures. */
  readonly #listener = (done: ChannelFuture): void => {
    this.#done += 1;
    if (!done.isSuccess()) {
      this.#failure ??= { cause: done.cause };
    }
    this.#completeIfAllAreDone();
  };

  add(future: ChannelFuture): void {
    this.#expected += 1;
    future.addListener(this.#listener);
  }

  /** Tells `aggregate` of the futures that have been added; call it once, after them. */
  finish(aggregate: ChannelPromise): void {
    this.#aggregate = aggregate;
    this.#completeIfAllAreDone();
  }

  #completeIfAllAreDone(): void {
    if (this.#aggregate === undefined || this.#done < this.#expected) {
      return;
    }
    if (this.#failure === undefined) {
      this.#aggregate.trySuccess();
    } else {
      this.#aggregate.tryFailure(this.#failure.cause);
    }
  }
}
