import type { ChannelFuture, ChannelPromise } from './channel-future.ts';

/** Makes one promise of several futures: it is done when all are, and fails for the first cause. Netty's class of this name. */
export class PromiseCombiner {
  // Declared and plain, and its own listener: each message that is encoded to several ones takes one.
  declare private expected: number;
  declare private done: number;
  declare private failed: ChannelFuture | undefined;
  declare private aggregate: ChannelPromise | undefined;

  constructor() {
    this.expected = 0;
    this.done = 0;
    this.failed = undefined;
    this.aggregate = undefined;
  }

  add(future: ChannelFuture): void {
    this.expected += 1;
    future.addListener(this);
  }

  /** Tells `aggregate` of the futures that have been added; call it once, after them. */
  finish(aggregate: ChannelPromise): void {
    this.aggregate = aggregate;
    this.completeIfAllAreDone();
  }

  /** Called by the futures. */
  operationComplete(future: ChannelFuture): void {
    this.done += 1;
    if (!future.isSuccess()) {
      this.failed ??= future;
    }
    this.completeIfAllAreDone();
  }

  private completeIfAllAreDone(): void {
    if (this.aggregate === undefined || this.done < this.expected) {
      return;
    }
    if (this.failed === undefined) {
      this.aggregate.trySuccess();
    } else {
      this.aggregate.tryFailure(this.failed.cause);
    }
  }
}
