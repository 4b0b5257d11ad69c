// Invariant: what has been handed to a socket is retained until the socket has called back. Nothing is copied: memory that
// was freed meanwhile would be sent as whatever lies there next.

import type { Socket } from 'node:net';
import { ByteBuf, ReferenceCountUtil, UnsupportedOperationError } from '@watertight/buffer';
import type { Channel } from './channel.ts';
import type { ChannelOutboundBuffer } from './channel-outbound-buffer.ts';

/** As many pieces as a system takes in one call. */
const MAX_MESSAGES = 1024;

/** What is in a batch counts as waiting until the last of it has left, so a long queue goes in several. */
const MAX_BYTES = 1024 * 1024;

/**
 * Writes what has been flushed, a batch at a time: what is flushed while a batch is on its way goes with the next one. Until
 * the system has taken a message, it counts as waiting.
 */
export class SocketWriter {
  readonly #channel: Channel;
  readonly #socket: Socket;
  #isWriting = false;

  constructor(channel: Channel, socket: Socket) {
    this.#channel = channel;
    this.#socket = socket;
  }

  /** Borrows what is in `buffer`. */
  write(buffer: ChannelOutboundBuffer): void {
    if (this.#isWriting) {
      return;
    }
    const batch = buffer.flushedMessages(MAX_MESSAGES, MAX_BYTES);
    const pieces = batch.flatMap(piecesOf);
    const last = pieces.pop();
    if (last === undefined) {
      return;
    }
    this.#isWriting = true;
    for (const message of batch) {
      ReferenceCountUtil.retain(message);
    }
    this.#socket.cork();
    for (const piece of pieces) {
      this.#socket.write(piece);
    }
    this.#socket.write(last, (error) => this.#written(buffer, batch, error));
    this.#socket.uncork();
  }

  #written(buffer: ChannelOutboundBuffer, batch: readonly unknown[], error: Error | null | undefined): void {
    for (const message of batch) {
      ReferenceCountUtil.safeRelease(message);
    }
    const { unsafe } = this.#channel;
    if (error !== null && error !== undefined) {
      unsafe.close(this.#channel.voidPromise(), error);
    }
    if (unsafe.outboundBuffer !== buffer) {
      // Closed: its messages have failed, those that were on their way included.
      return;
    }
    for (let count = batch.length; count > 0; count -= 1) {
      buffer.remove();
    }
    // Only now: listeners that have written meanwhile found the batch still at the front.
    this.#isWriting = false;
    unsafe.flushNow();
  }
}

/** Where the bytes of a message are; one piece at least, since an empty message is called back for as well. Returns views. */
function piecesOf(message: unknown): Buffer[] {
  const buffer = requireByteBuf(message);
  return buffer.isReadable() && buffer.nioBufferCount() > 1 ? buffer.toBuffers() : [buffer.toBuffer()];
}

/** @throws UnsupportedOperationError when it is something else. */
export function requireByteBuf(message: unknown): ByteBuf {
  if (!(message instanceof ByteBuf)) {
    const kind = typeof message === 'object' && message !== null ? message.constructor.name : typeof message;
    throw new UnsupportedOperationError(
      `unsupported message type: ${kind} (expected: ByteBuf). Sockets write bytes: an encoder is missing.`,
    );
  }
  return message;
}
