import { types } from 'node:util';
import { IllegalArgumentError } from '@watertight/buffer';
import type { Channel } from './channel.ts';
import type { ChannelPromise } from './channel-future.ts';
import type { Handled } from './channel-handler.ts';
import { logWarning } from './channel-log.ts';

/** False when there is nothing to be done any more, because the promise was cancelled. */
export function isToBeDone(promise: ChannelPromise, channel: Channel): boolean {
  if (promise.isCancelled()) {
    return false;
  }
  if (promise.isDone()) {
    throw new IllegalArgumentError('promise already done (expected: one that is pending)', 'promise');
  }
  if (promise.isVoid()) {
    throw new IllegalArgumentError('VoidChannelPromise not allowed for this operation', 'promise');
  }
  return isOfChannel(promise, channel);
}

/** @throws IllegalArgumentError when it is not. */
export function isOfChannel(promise: ChannelPromise, channel: Channel): boolean {
  if (promise.channel !== channel) {
    const message = `promise.channel does not match: ${promise.channel} (expected: ${channel})`;
    throw new IllegalArgumentError(message, 'promise');
  }
  return true;
}

/** Fails the promise when the asynchronous handler of its operation does. */
export function failWith(handled: Handled, promise: ChannelPromise): void {
  if (types.isPromise(handled)) {
    handled.catch((error: unknown) => fail(promise, error));
  }
}

/** Fails the promise of an operation; where it is done already, nobody would hear of the error otherwise. */
export function fail(promise: ChannelPromise, error: unknown): void {
  if (!promise.tryFailure(error) && !promise.isVoid()) {
    logWarning('Failed to mark a promise as failure because it is done already. The unnotified cause:', error);
  }
}
