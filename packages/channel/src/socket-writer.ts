// Invariant: what a socket has not handed to the system yet is retained until the socket has called back: memory that was
// freed meanwhile would be sent as whatever lies there next.

import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import { ByteBuf, UnsupportedOperationError } from '@watertight/buffer';
import type { Channel } from './channel.ts';
import type { ChannelOutboundBuffer } from './channel-outbound-buffer.ts';
import { clearPieces, fillPieces, pieces, releaseAll, replaceScratch } from './write-pieces.ts';

/** As many pieces as a system takes in one call. */
const MAX_MESSAGES = 1024;

/** What is in a batch counts as waiting until the last of it has left, so a long queue goes in several. */
const MAX_BYTES = 1024 * 1024;

/** So many batches go in one turn; then others have theirs. Netty's `writeSpinCount`. */
const MAX_BATCHES = 16;

/** What is written last to hear of the end of what is written already. */
const NOTHING = Buffer.alloc(0);

type Written = (error?: Error | null) => void;

/**
 * Writes what has been flushed, a batch at a time. Mostly the system takes it at once; until it has, messages count as
 * waiting, and what is flushed meanwhile goes with the next batch.
 */
export class SocketWriter {
  readonly #channel: Channel;
  readonly #socket: Socket;
  /** Whether the last batch was taken at once, so that the next one may be. Over TLS, none is. */
  #isPrompt: boolean;
  /** Whether the socket will call back for a batch that is on its way, or another turn will go on. */
  #isWaiting = false;

  constructor(channel: Channel, socket: Socket) {
    this.#channel = channel;
    this.#socket = socket;
    this.#isPrompt = !(socket instanceof TLSSocket);
  }

  /** Borrows what is in `buffer`. */
  write(buffer: ChannelOutboundBuffer): void {
    for (let batches = 0; !this.#isWaiting && !buffer.isEmpty(); batches += 1) {
      if (batches === MAX_BATCHES) {
        this.#isWaiting = true;
        this.#channel.unsafe.later(() => this.#goOn());
      } else {
        this.#writeBatch(buffer);
      }
    }
  }

  #writeBatch(buffer: ChannelOutboundBuffer): void {
    // The transport has let nothing else in.
    const messages = buffer.flushedMessages(MAX_MESSAGES, MAX_BYTES) as ByteBuf[];
    const copies = fillPieces(messages, this.#channel.alloc, this.#isPrompt);
    if (!this.#isPrompt) {
      this.#await(buffer, messages, copies);
      return;
    }
    // A callback would tell of the end as well, but in a tick of its own, which costs as much as the write.
    this.#send();
    if (this.#hasSent()) {
      releaseAll(copies);
      removeFirst(buffer, messages.length);
    } else {
      replaceScratch();
      pieces.push(NOTHING);
      this.#await(buffer, messages, copies);
    }
  }

  /** Sends the pieces, and goes on when they have been taken. Takes `copies`, borrows `messages`. */
  #await(buffer: ChannelOutboundBuffer, messages: readonly ByteBuf[], copies: readonly ByteBuf[]): void {
    for (const message of messages) {
      message.retain();
    }
    this.#isWaiting = true;
    this.#send((error) => {
      releaseAll(copies);
      releaseAll(messages);
      this.#written(buffer, messages.length, error);
    });
    this.#isPrompt = this.#hasSent();
  }

  #send(written?: Written): void {
    const last = pieces.length - 1;
    if (last > 0) {
      this.#socket.cork();
    }
    for (let at = 0; at < last; at += 1) {
      this.#socket.write(pieces[at] as Buffer);
    }
    this.#socket.write(pieces[last] as Buffer, written);
    if (last > 0) {
      this.#socket.uncork();
    }
    clearPieces();
  }

  /** Whether the system has taken all that was written. */
  #hasSent(): boolean {
    return this.#socket.writableLength === 0 && this.#socket.writable;
  }

  #written(buffer: ChannelOutboundBuffer, numMessages: number, error: Error | null | undefined): void {
    const { unsafe } = this.#channel;
    if (error !== null && error !== undefined) {
      unsafe.close(this.#channel.voidPromise(), error);
    }
    if (unsafe.outboundBuffer === buffer) {
      // Otherwise its messages have failed when it was closed, those that were on their way included.
      removeFirst(buffer, numMessages);
      this.#goOn();
    }
  }

  /** Only after the last batch has been removed: listeners that have written meanwhile found it still at the front. */
  #goOn(): void {
    this.#isWaiting = false;
    this.#channel.unsafe.flushNow();
  }
}

function removeFirst(buffer: ChannelOutboundBuffer, numMessages: number): void {
  for (let count = numMessages; count > 0; count -= 1) {
    buffer.remove();
  }
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
