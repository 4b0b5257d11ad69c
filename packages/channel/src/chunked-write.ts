import type { ChannelFuture, ChannelPromise } from './channel-future.ts';
import type { ChunkedInput } from './chunked-input.ts';

/** The write of an input: done when all of its chunks have been written, or one could not be. It owns the input. */
export class ChunkedWrite {
  readonly input: ChunkedInput<unknown>;
  /** Whether a chunk of it is on its way. */
  isReading = false;
  readonly #promise: ChannelPromise;
  #unwritten = 0;
  #state: 'reading' | 'read' | 'done' = 'reading';

  /** Takes `input`. */
  constructor(input: ChunkedInput<unknown>, promise: ChannelPromise) {
    this.input = input;
    this.#promise = promise;
    if (!promise.isVoid()) {
      // Also where it was cancelled, or somebody else has completed it.
      promise.addListener(() => this.#end());
    }
  }

  /** Whether nothing more is to be read: it has failed, or was cancelled. */
  isDone(): boolean {
    return this.#state === 'done';
  }

  /** Waits for a chunk that is being written. */
  add(chunk: ChannelFuture): void {
    this.#unwritten += 1;
    chunk.addListener((written) => {
      this.#unwritten -= 1;
      if (written.isSuccess()) {
        this.#succeedIfWritten();
      } else {
        this.fail(written.cause);
      }
    });
  }

  /** There are no more chunks. */
  endOfInput(): void {
    if (this.#state === 'reading') {
      this.#state = 'read';
      this.#succeedIfWritten();
    }
  }

  fail(cause: unknown): void {
    if (this.#state !== 'done') {
      this.#end();
      this.#promise.tryFailure(cause);
    }
  }

  #succeedIfWritten(): void {
    if (this.#state === 'read' && this.#unwritten === 0) {
      this.#end();
      this.#promise.trySuccess();
    }
  }

  #end(): void {
    if (this.#state !== 'done') {
      this.#state = 'done';
      this.input.release();
    }
  }
}
