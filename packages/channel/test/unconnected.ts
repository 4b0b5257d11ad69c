import type { ChannelOutboundBuffer, ChannelTransport } from '@watertight/channel';

/** A transport that is told whether it is connected, and keeps what is flushed until it is told to write it. */
export class Unconnected implements ChannelTransport {
  readonly localAddress = undefined;
  readonly remoteAddress = undefined;
  isConnected = false;
  /** Thrown by the next call that can fail. */
  failure: Error | undefined;
  buffer: ChannelOutboundBuffer | undefined;
  reads = 0;
  #isOpen = true;

  isOpen(): boolean {
    return this.#isOpen;
  }

  isActive(): boolean {
    return this.isConnected && this.#isOpen;
  }

  register(): void {
    this.#fail();
  }

  bind(): void {
    this.#fail();
  }

  connect(): void {
    this.#fail();
    this.isConnected = true;
  }

  disconnect(): void {
    this.#fail();
    this.isConnected = false;
  }

  close(): void {
    this.#isOpen = false;
    this.#fail();
  }

  beginRead(): void {
    this.#fail();
    this.reads += 1;
  }

  filterOutboundMessage(message: unknown): unknown {
    this.#fail();
    return message;
  }

  write(buffer: ChannelOutboundBuffer): void {
    this.#fail();
    this.buffer = buffer;
  }

  #fail(): void {
    const { failure } = this;
    this.failure = undefined;
    if (failure !== undefined) {
      throw failure;
    }
  }
}
