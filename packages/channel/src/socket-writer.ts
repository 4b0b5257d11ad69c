// Invariant: what has been handed to a socket is retained until the socket has called back: memory that was freed meanwhile
// would be sent as whatever lies there next.

import type { Socket } from 'node:net';
import {
  ByteBuf,
  type ByteBufAllocator,
  ReferenceCountUtil,
  Unpooled,
  UnsupportedOperationError,
} from '@watertight/buffer';
import type { Channel } from './channel.ts';
import type { ChannelOutboundBuffer } from './channel-outbound-buffer.ts';

/** As many pieces as a system takes in one call. */
const MAX_MESSAGES = 1024;

/** What is in a batch counts as waiting until the last of it has left, so a long queue goes in several. */
const MAX_BYTES = 1024 * 1024;

/**
 * Messages that are no longer are copied into one piece: for Node and the system, one more piece is as much work as copying
 * a few thousand bytes.
 */
const SMALL_BYTES = 2048;

/** What an empty message comes to, which is called back for as well. */
const NOTHING = Buffer.alloc(0);

/** Bytes on their way, and the buffers that they lie in, which are owned. */
interface Batch {
  readonly pieces: Buffer[];
  readonly buffers: ByteBuf[];
}

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
    const messages = buffer.flushedMessages(MAX_MESSAGES, MAX_BYTES).map(requireByteBuf);
    if (messages.length === 0) {
      return;
    }
    const { pieces, buffers } = batchOf(messages, this.#channel.alloc);
    const last = pieces.pop() ?? NOTHING;
    const written = (error: Error | null | undefined): void => {
      releaseAll(buffers);
      this.#written(buffer, messages.length, error);
    };
    this.#isWriting = true;
    if (pieces.length === 0) {
      this.#socket.write(last, written);
      return;
    }
    this.#socket.cork();
    for (const piece of pieces) {
      this.#socket.write(piece);
    }
    this.#socket.write(last, written);
    this.#socket.uncork();
  }

  #written(buffer: ChannelOutboundBuffer, numMessages: number, error: Error | null | undefined): void {
    const { unsafe } = this.#channel;
    if (error !== null && error !== undefined) {
      unsafe.close(this.#channel.voidPromise(), error);
    }
    if (unsafe.outboundBuffer !== buffer) {
      // Closed: its messages have failed, those that were on their way included.
      return;
    }
    for (let count = numMessages; count > 0; count -= 1) {
      buffer.remove();
    }
    // Only now: listeners that have written meanwhile found the batch still at the front.
    this.#isWriting = false;
    unsafe.flushNow();
  }
}

/**
 * Several small messages are copied; what is large, or alone, is sent from where it lies. Borrows; returns owned.
 *
 * @throws IllegalReferenceCountError when a message was released while it waited; nothing is owned then.
 */
function batchOf(messages: readonly ByteBuf[], alloc: ByteBufAllocator): Batch {
  const batch: Batch = { pieces: [], buffers: [] };
  try {
    fill(batch, messages, alloc);
  } catch (error) {
    releaseAll(batch.buffers);
    throw error;
  }
  return batch;
}

function fill({ pieces, buffers }: Batch, messages: readonly ByteBuf[], alloc: ByteBufAllocator): void {
  const copiedBytes = messages.length === 1 ? 0 : messages.reduce((sum, message) => sum + smallBytesOf(message), 0);
  const copies = copiedBytes === 0 ? Unpooled.EMPTY_BUFFER : alloc.ioBuffer(copiedBytes, copiedBytes);
  buffers.push(copies);
  for (const message of messages) {
    if (copiedBytes > 0 && message.readableBytes <= SMALL_BYTES) {
      copies.writeBytes(message, message.readerIndex, message.readableBytes);
    } else {
      takeCopied(copies, pieces);
      buffers.push(message.retain());
      pieces.push(...piecesOf(message));
    }
  }
  takeCopied(copies, pieces);
}

/** Shows what has been copied since the last call as one piece. */
function takeCopied(copies: ByteBuf, pieces: Buffer[]): void {
  if (copies.isReadable()) {
    pieces.push(copies.toBuffer());
    copies.skipBytes(copies.readableBytes);
  }
}

function releaseAll(buffers: readonly ByteBuf[]): void {
  for (const buffer of buffers) {
    ReferenceCountUtil.safeRelease(buffer);
  }
}

function smallBytesOf({ readableBytes }: ByteBuf): number {
  return readableBytes > SMALL_BYTES ? 0 : readableBytes;
}

/** Where the bytes of a message are. Returns views. */
function piecesOf(message: ByteBuf): Buffer[] {
  return message.isReadable() && message.nioBufferCount() > 1 ? message.toBuffers() : [message.toBuffer()];
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
