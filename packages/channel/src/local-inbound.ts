import type { Channel } from './channel.ts';

/** As many messages as a channel takes in before it reads: what a system's buffers are to a socket. */
const CAPACITY = 64;

/**
 * What a channel has been given within the process and has not read. Each read is a task of the channel's event loop, so
 * that chains of channels, and two that answer each other, neither nest nor keep everything else waiting.
 */
export class LocalInbound<T> {
  readonly #channel: Channel;
  readonly #whenRead: () => void;
  readonly #waiting: T[] = [];
  #isReadWanted = false;
  #isReadScheduled = false;

  /** `whenRead` is called after each read. */
  constructor(channel: Channel, whenRead: () => void) {
    this.#channel = channel;
    this.#whenRead = whenRead;
  }

  /** Whether it takes one more without piling up. */
  hasRoom(): boolean {
    return this.#waiting.length < CAPACITY;
  }

  isEmpty(): boolean {
    return this.#waiting.length === 0;
  }

  /** Takes `message`. */
  add(message: T): void {
    this.#waiting.push(message);
    this.#schedule();
  }

  beginRead(): void {
    this.#isReadWanted = true;
    this.#schedule();
  }

  stopRead(): void {
    this.#isReadWanted = false;
  }

  /** Takes out what has not been read, now that the channel is closed. Returns owned. */
  drain(): T[] {
    return this.#waiting.splice(0);
  }

  #schedule(): void {
    if (this.#isReadWanted && this.#waiting.length > 0 && !this.#isReadScheduled) {
      this.#isReadScheduled = true;
      const readLocal = (): void => this.#read();
      this.#channel.eventLoop.execute(readLocal);
    }
  }

  /** One message for each time it was asked; all that are here now where the channel reads by itself. */
  #read(): void {
    const { pipeline, config } = this.#channel;
    this.#isReadScheduled = false;
    let left = this.#isReadWanted ? this.#waiting.length : 0;
    if (left === 0) {
      return;
    }
    this.#isReadWanted = false;
    // A handler that closes the channel leaves none.
    for (; left > 0 && this.#waiting.length > 0; left = config.autoRead ? left - 1 : 0) {
      pipeline.fireChannelRead(this.#waiting.shift());
    }
    pipeline.fireChannelReadComplete();
    this.#whenRead();
  }
}
