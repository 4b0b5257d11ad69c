// Invariant: the list of pieces is empty before a batch of messages is put into it and after it was written, and nobody else
// runs in between. So one list, and one place to copy to, is enough for all sockets of a thread.

import { type ByteBuf, type ByteBufAllocator, ReferenceCountUtil, Unpooled } from '@watertight/buffer';
import { leakDetector } from '@watertight/leak-detector';

/**
 * Messages one behind the other that are no longer are copied into one piece: for Node and the system, one more piece is as
 * much work as copying a few thousand bytes.
 */
const SMALL_BYTES = 2048;

const SCRATCH_BYTES = 16 * 1024;

const NO_COPIES: readonly ByteBuf[] = [];

/** The bytes of the batch that is being written. */
export const pieces: Buffer[] = [];

/** Where small messages are copied to that the system takes at once. */
let scratch = newScratch();

/** What was copied goes on to lie where it is, because the system has not taken it. */
export function replaceScratch(): void {
  scratch = newScratch();
}

/**
 * Puts the bytes of `messages` into {@link pieces}. Several small ones are copied; what is large, or alone, is sent from
 * where it lies. Borrows; returns owned: the copies that do not lie where everybody's do.
 *
 * @param usesScratch - whether the system is likely to take the pieces at once.
 * @throws IllegalReferenceCountError when a message was released while it waited; nothing is owned then.
 */
export function fillPieces(
  messages: readonly ByteBuf[],
  alloc: ByteBufAllocator,
  usesScratch: boolean,
): readonly ByteBuf[] {
  let copies = NO_COPIES;
  scratch.clear();
  try {
    for (let at = 0; at < messages.length; ) {
      const end = endOfSmall(messages, at);
      if (end - at <= 1) {
        addInPlace(messages[at] as ByteBuf);
        at += 1;
        continue;
      }
      const lengthBytes = lengthOf(messages, at, end);
      if (usesScratch && lengthBytes <= scratch.writableBytes) {
        addCopy(messages, at, end, scratch);
      } else {
        const copy = alloc.ioBuffer(lengthBytes, lengthBytes);
        copies = [...copies, copy];
        addCopy(messages, at, end, copy);
      }
      at = end;
    }
  } catch (error) {
    clearPieces();
    releaseAll(copies);
    throw error;
  }
  return copies;
}

/** One by one, so that V8 does not let go of the room. */
export function clearPieces(): void {
  while (pieces.length > 0) {
    pieces.pop();
  }
}

/** Takes them; what cannot be released is a warning. */
export function releaseAll(buffers: readonly ByteBuf[]): void {
  for (const buffer of buffers) {
    ReferenceCountUtil.safeRelease(buffer);
  }
}

/** Memory that nobody has to release. */
function newScratch(): ByteBuf {
  return leakDetector.untracked(() => Unpooled.wrappedBuffer(Buffer.allocUnsafeSlow(SCRATCH_BYTES)));
}

/** The index behind the small messages that begin at `first`. */
function endOfSmall(messages: readonly ByteBuf[], first: number): number {
  let end = first;
  while (end < messages.length && (messages[end] as ByteBuf).readableBytes <= SMALL_BYTES) {
    end += 1;
  }
  return end;
}

function lengthOf(messages: readonly ByteBuf[], first: number, end: number): number {
  let lengthBytes = 0;
  for (let at = first; at < end; at += 1) {
    lengthBytes += (messages[at] as ByteBuf).readableBytes;
  }
  return lengthBytes;
}

function addCopy(messages: readonly ByteBuf[], first: number, end: number, copy: ByteBuf): void {
  const start = copy.writerIndex;
  for (let at = first; at < end; at += 1) {
    const message = messages[at] as ByteBuf;
    copy.writeBytes(message, message.readerIndex, message.readableBytes);
  }
  pieces.push(copy.toBuffer(start, copy.writerIndex - start));
}

/** Where the bytes of a message are, in one piece or several. */
function addInPlace(message: ByteBuf): void {
  if (message.isReadable() && message.nioBufferCount() > 1) {
    pieces.push(...message.toBuffers());
  } else {
    pieces.push(message.toBuffer());
  }
}
