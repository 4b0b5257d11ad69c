// Invariant: what is in the queue is owned by it, and released exactly once: written, failed, cancelled or closed over.

import { IllegalArgumentError, ReferenceCountUtil } from '@watertight/buffer';
import type { Channel } from './channel.ts';
import type { ChannelPromise } from './channel-future.ts';

/** What an entry counts for besides its message, in bytes: Netty's figure, so that water marks mean the same. */
const ENTRY_OVERHEAD_BYTES = 96;

interface Entry {
  readonly message: unknown;
  readonly promise: ChannelPromise;
  readonly pendingBytes: number;
  next: Entry | undefined;
}

/** A list of entries that is taken from at its front. */
interface Queue {
  first: Entry | undefined;
  last: Entry | undefined;
  size: number;
}

/** The bit that the water marks set; the bits above it are the user's. */
const WATER_MARK_BIT = 1;

/**
 * What waits to be written to a channel: first what has been flushed, then what has not. Netty's class of this name.
 */
export class ChannelOutboundBuffer {
  readonly #channel: Channel;
  readonly #flushed: Queue = { first: undefined, last: undefined, size: 0 };
  readonly #unflushed: Queue = { first: undefined, last: undefined, size: 0 };
  #totalPendingWriteBytes = 0;
  #unwritable = 0;
  #isFailing = false;
  #isClosed = false;

  constructor(channel: Channel) {
    this.#channel = channel;
  }

  /** Queues a message of `sizeBytes`. Takes it. */
  addMessage(message: unknown, sizeBytes: number, promise: ChannelPromise): void {
    const pendingBytes = sizeBytes + ENTRY_OVERHEAD_BYTES;
    append(this.#unflushed, { message, promise, pendingBytes, next: undefined });
    ReferenceCountUtil.touch(message, 'ChannelOutboundBuffer holds the message from this point.');
    this.#totalPendingWriteBytes += pendingBytes;
    if (this.#totalPendingWriteBytes > this.#channel.config.writeBufferWaterMark.high) {
      this.#setUnwritable(this.#unwritable | WATER_MARK_BIT);
    }
  }

  /** Has everything written that is in the queue now; what was cancelled is released. */
  addFlush(): void {
    let first = this.#unflushed.first;
    while (first?.promise.setUncancellable()) {
      first = first.next;
    }
    if (first === undefined) {
      // None was cancelled, as is the rule.
      moveAll(this.#unflushed, this.#flushed);
      return;
    }
    let cancelledBytes = 0;
    for (let entry = shift(this.#unflushed); entry !== undefined; entry = shift(this.#unflushed)) {
      if (entry.promise.setUncancellable()) {
        append(this.#flushed, entry);
      } else {
        ReferenceCountUtil.safeRelease(entry.message);
        cancelledBytes += entry.pendingBytes;
      }
    }
    // Last, since whoever hears of it may write and flush from there.
    this.#subtract(cancelledBytes);
  }

  /** How many messages have been flushed but not written. */
  get size(): number {
    return this.#flushed.size;
  }

  isEmpty(): boolean {
    return this.#flushed.size === 0;
  }

  /** The message to be written next, if any. Borrows it. */
  current(): unknown {
    return this.#flushed.first?.message;
  }

  /** The next messages to be written, up to `maxCount`, and beyond the first one only as many as `maxBytes` allow. Borrows them. */
  flushedMessages(maxCount: number, maxBytes: number): unknown[] {
    // Of its final length, if it can be: an empty list has room for 17 after the first push.
    const messages = new Array<unknown>(Math.min(this.#flushed.size, maxCount));
    let count = 0;
    let bytes = 0;
    for (let entry = this.#flushed.first; entry !== undefined && count < maxCount; entry = entry.next) {
      bytes += entry.pendingBytes;
      if (bytes > maxBytes && count > 0) {
        messages.length = count;
        break;
      }
      messages[count] = entry.message;
      count += 1;
    }
    return messages;
  }

  /** Ends {@link current}, which has been written: it is released, and its promise succeeds. False if there is none. */
  remove(): boolean {
    const entry = shift(this.#flushed);
    if (entry !== undefined) {
      ReferenceCountUtil.safeRelease(entry.message);
      entry.promise.trySuccess();
      this.#subtract(entry.pendingBytes);
    }
    return entry !== undefined;
  }

  /** Ends {@link current}, which cannot be written: it is released, and its promise fails. False if there is none. */
  fail(cause: unknown): boolean {
    const entry = shift(this.#flushed);
    if (entry !== undefined) {
      ReferenceCountUtil.safeRelease(entry.message);
      entry.promise.tryFailure(cause);
      this.#subtract(entry.pendingBytes);
    }
    return entry !== undefined;
  }

  /** Fails whatever has been flushed. */
  failFlushed(cause: unknown): void {
    // A listener that flushes again from in here finds the loop that is already at it.
    if (!this.#isFailing) {
      this.#isFailing = true;
      while (this.fail(cause)) {}
      this.#isFailing = false;
    }
  }

  /** Fails everything. The channel is closed: from here on nobody is told of writability. */
  close(cause: unknown): void {
    this.#isClosed = true;
    this.addFlush();
    this.failFlushed(cause);
  }

  /** What the messages and their entries count for, in bytes; 0 when nothing waits. */
  get totalPendingWriteBytes(): number {
    return this.#totalPendingWriteBytes;
  }

  /** False from above the high water mark until below the low one, and while a user's flag is set. */
  isWritable(): boolean {
    return this.#unwritable === 0;
  }

  /** How much more may wait before the channel is not writable; 0 if it is not. */
  get bytesBeforeUnwritable(): number {
    const bytes = this.#channel.config.writeBufferWaterMark.high - this.#totalPendingWriteBytes + 1;
    return bytes > 0 && this.isWritable() ? bytes : 0;
  }

  /** How much has to be written before the channel is writable; 0 if it is. */
  get bytesBeforeWritable(): number {
    const bytes = this.#totalPendingWriteBytes - this.#channel.config.writeBufferWaterMark.low + 1;
    return bytes > 0 && !this.isWritable() ? bytes : 0;
  }

  /** A flag of the user's own; `index` is from 1 to 31. */
  getUserDefinedWritability(index: number): boolean {
    return (this.#unwritable & bitOf(index)) === 0;
  }

  /** The channel is writable only when all flags are. */
  setUserDefinedWritability(index: number, isWritable: boolean): void {
    const bit = bitOf(index);
    this.#setUnwritable(isWritable ? this.#unwritable & ~bit : this.#unwritable | bit);
  }

  #subtract(pendingBytes: number): void {
    this.#totalPendingWriteBytes -= pendingBytes;
    if (this.#totalPendingWriteBytes < this.#channel.config.writeBufferWaterMark.low) {
      this.#setUnwritable(this.#unwritable & ~WATER_MARK_BIT);
    }
  }

  #setUnwritable(unwritable: number): void {
    const wasWritable = this.isWritable();
    this.#unwritable = unwritable;
    if (this.isWritable() !== wasWritable && !this.#isClosed) {
      this.#channel.pipeline.fireChannelWritabilityChanged();
    }
  }
}

function bitOf(index: number): number {
  if (!Number.isInteger(index) || index < 1 || index > 31) {
    throw new IllegalArgumentError(`index: ${index} (expected: 1~31)`, 'index');
  }
  return 1 << index;
}

function append(queue: Queue, entry: Entry): void {
  if (queue.last === undefined) {
    queue.first = entry;
  } else {
    queue.last.next = entry;
  }
  queue.last = entry;
  queue.size += 1;
}

/** Appends what is in `from` to `to`. */
function moveAll(from: Queue, to: Queue): void {
  if (from.first === undefined) {
    return;
  }
  if (to.last === undefined) {
    to.first = from.first;
  } else {
    to.last.next = from.first;
  }
  to.last = from.last;
  to.size += from.size;
  from.first = undefined;
  from.last = undefined;
  from.size = 0;
}

function shift(queue: Queue): Entry | undefined {
  const entry = queue.first;
  if (entry !== undefined) {
    queue.first = entry.next;
    entry.next = undefined;
    queue.size -= 1;
    if (queue.first === undefined) {
      queue.last = undefined;
    }
  }
  return entry;
}
