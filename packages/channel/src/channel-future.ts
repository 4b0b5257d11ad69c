import type { Channel } from './channel.ts';

/** What is called once, when the future is done: a function, or Netty's object. What it throws is a warning. */
export type ChannelFutureListener =
  | ((future: ChannelFuture) => void)
  | { operationComplete(future: ChannelFuture): void };

/**
 * What will become of an operation on a channel. Netty's interface of this name.
 *
 * It can be awaited, and then throws the cause of a failure. Nobody has to: a failure that nobody looks at is none of the
 * process, so `channel.write(message)` alone never ends in an unhandled rejection.
 */
export interface ChannelFuture extends PromiseLike<void> {
  readonly channel: Channel;
  isDone(): boolean;
  isSuccess(): boolean;
  isCancelled(): boolean;
  /** Whether it only tells the pipeline of failures, and nobody else of anything. */
  isVoid(): boolean;
  /** Why it failed; undefined while it has not. */
  readonly cause: unknown;
  /** Calls `listener` when the future is done: at once if it is. */
  addListener(listener: ChannelFutureListener): this;
  removeListener(listener: ChannelFutureListener): this;
  /** Takes the operation back if it has not begun; what was written with it is released. Returns whether it did. */
  cancel(): boolean;
}

/** A {@link ChannelFuture} for whoever carries the operation out. Netty's interface of this name. */
export interface ChannelPromise extends ChannelFuture {
  /** @throws IllegalStateError when it is done already. */
  setSuccess(): this;
  /** Returns whether the promise was not done before. */
  trySuccess(): boolean;
  /** @throws IllegalStateError when it is done already. */
  setFailure(cause: unknown): this;
  /** Returns whether the promise was not done before. */
  tryFailure(cause: unknown): boolean;
  /** From here on it cannot be cancelled. Returns false when it has been. */
  setUncancellable(): boolean;
}
