import type { Channel } from './channel.ts';
import type { ChannelPromise } from './channel-future.ts';
import { IllegalStateError } from './errors.ts';

/** The one promise of a channel for writes whose success is nobody's concern: it fires failures. Netty's class of this name. */
export class VoidChannelPromise implements ChannelPromise {
  readonly channel: Channel;
  readonly cause = undefined;

  constructor(channel: Channel) {
    this.channel = channel;
  }

  isDone(): boolean {
    return false;
  }

  isSuccess(): boolean {
    return false;
  }

  isCancelled(): boolean {
    return false;
  }

  isVoid(): boolean {
    return true;
  }

  setUncancellable(): boolean {
    return true;
  }

  cancel(): boolean {
    return false;
  }

  setSuccess(): this {
    return this;
  }

  trySuccess(): boolean {
    return false;
  }

  setFailure(cause: unknown): this {
    this.tryFailure(cause);
    return this;
  }

  /** Fires `cause` through the pipeline. */
  tryFailure(cause: unknown): boolean {
    if (this.channel.isRegistered()) {
      this.channel.pipeline.fireExceptionCaught(cause);
    }
    return false;
  }

  addListener(): never {
    return throwVoid();
  }

  removeListener(): this {
    return this;
  }

  // biome-ignore lint/suspicious/noThenProperty: who awaits it has to hear that this never ends.
  then(): never {
    return throwVoid();
  }
}

function throwVoid(): never {
  throw new IllegalStateError('void future: nobody is told of its end. Write with newPromise() to wait for it.');
}
