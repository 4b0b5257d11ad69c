import { types } from 'node:util';
import { type ByteBufAllocator, IllegalReferenceCountError, type ReferenceCounted } from '@watertight/buffer';
import { type Hint, LEAK_TRACKER, type LeakTracker, leakDetector, type ResourceType } from '@watertight/leak-detector';
import { logWarning } from './channel-log.ts';

leakDetector.hideFramesOf(import.meta.url);

/** How a report names an input that was not closed. */
const CHUNKED_INPUT: ResourceType<ChunkedInput<unknown>> = {
  name: 'ChunkedInput',
  remedy: 'Write it to a channel with a ChunkedWriteHandler, or release it.',
  describe: (input) => ({ summary: input.constructor.name, refCnt: input.refCnt }),
};

/**
 * A message that is written in chunks, each made when there is room for it: by a `ChunkedWriteHandler`. Netty's interface of
 * this name.
 *
 * It is released like any other message, and the last reference closes it. So it is closed whatever becomes of its write.
 */
export abstract class ChunkedInput<T> implements ReferenceCounted {
  /** How many bytes, or whatever it counts, there are altogether; undefined where only the end tells. */
  abstract readonly length: number | undefined;
  /** How many of them have been read. */
  abstract readonly progress: number;
  readonly #tracker: LeakTracker<ChunkedInput<unknown>> | undefined;
  #refCnt = 1;

  constructor() {
    this.#tracker = leakDetector.track<ChunkedInput<unknown>>(this, CHUNKED_INPUT, (input) => input.constructor.name);
  }

  /** Whether there are no more chunks. */
  abstract isEndOfInput(): boolean;

  /**
   * The next chunk, at once or in a while; one is asked for at a time. There is none at the end, nor where none is there yet
   * and `resumeTransfer()` of the handler will tell when one is. Returns owned.
   */
  abstract readChunk(allocator: ByteBufAllocator): T | undefined | Promise<T | undefined>;

  /** Lets go of where the chunks come from. Called once, also while one is being read: that one is released when it comes. */
  protected abstract close(): void | Promise<void>;

  /** What the leak detector remembers of the input, where it is tracked. */
  get [LEAK_TRACKER](): LeakTracker | undefined {
    return this.#tracker;
  }

  get refCnt(): number {
    return this.#refCnt;
  }

  retain(increment = 1): this {
    const before = this.#count('increment', increment, increment);
    this.#tracker?.ownership('retain', before, this.#refCnt);
    return this;
  }

  release(decrement = 1): boolean {
    const before = this.#count('decrement', decrement, -decrement);
    this.#tracker?.ownership('release', before, this.#refCnt);
    if (this.#refCnt > 0) {
      return false;
    }
    this.#tracker?.close();
    try {
      const closed = this.close();
      if (types.isPromise(closed)) {
        closed.catch(warn);
      }
    } catch (error) {
      warn(error);
    }
    return true;
  }

  touch(hint?: Hint): this {
    this.#tracker?.touch(hint);
    return this;
  }

  /** Returns the count before. */
  #count(name: 'increment' | 'decrement', amount: number, change: number): number {
    const before = this.#refCnt;
    if (before === 0 || before + change < 0 || !Number.isSafeInteger(amount) || amount <= 0) {
      throw new IllegalReferenceCountError(
        `refCnt: ${before}, ${name}: ${amount}. An input is closed with its last reference; take or give back one for each owner.`,
        before,
      );
    }
    this.#refCnt = before + change;
    return before;
  }
}

function warn(error: unknown): void {
  logWarning('Failed to close a chunked input.', error);
}
