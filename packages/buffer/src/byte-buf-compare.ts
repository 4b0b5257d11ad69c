// Buffers are compared by their readable bytes, whatever their byte orders are. As in Netty no memory is touched where the
// lengths have decided, so that released buffers can then be compared too.

import { isIndex } from './bounds.ts';
import { IllegalArgumentError } from './errors.ts';
import type { ReadOnlyByteBuf } from './read-only-byte-buf.ts';

/** Whether the readable bytes are the same. Borrows both. */
export function equals(a: ReadOnlyByteBuf, b: ReadOnlyByteBuf): boolean {
  const lengthBytes = a.readableBytes;
  return lengthBytes === b.readableBytes && sameBytes(a, a.readerIndex, b, b.readerIndex, lengthBytes);
}

/**
 * Whether `lengthBytes` bytes are the same in both; false where one of them has been written less far. Borrows both.
 *
 * @throws IllegalArgumentError for indices or a length that are negative or no whole numbers.
 */
export function equalsRange(
  a: ReadOnlyByteBuf,
  aIndex: number,
  b: ReadOnlyByteBuf,
  bIndex: number,
  lengthBytes: number,
): boolean {
  checkIndex('aIndex', aIndex);
  checkIndex('bIndex', bIndex);
  checkIndex('lengthBytes', lengthBytes);
  const areWritten = aIndex + lengthBytes <= a.writerIndex && bIndex + lengthBytes <= b.writerIndex;
  return areWritten && sameBytes(a, aIndex, b, bIndex, lengthBytes);
}

/**
 * Which one comes first, byte by byte and without signs: negative for `a`, positive for `b`, 0 when they are equal. The
 * number is Netty's: a difference of four bytes at a time, cut to 32 bits, or one of lengths. Borrows both.
 */
export function compare(a: ReadOnlyByteBuf, b: ReadOnlyByteBuf): number {
  const lengthBytes = Math.min(a.readableBytes, b.readableBytes);
  const difference = lengthBytes === 0 ? 0 : firstDifference(readable(a, lengthBytes), readable(b, lengthBytes));
  return difference === 0 ? a.readableBytes - b.readableBytes : difference;
}

/** Netty's hash of the readable bytes, a 32-bit integer other than 0. Borrows. */
export function hashCode(buffer: ReadOnlyByteBuf): number {
  const lengthBytes = buffer.readableBytes;
  return lengthBytes === 0 ? HASH_OF_NOTHING : hash(readable(buffer, lengthBytes));
}

const HASH_OF_NOTHING = 1;

const INT_BYTES = 4;

function checkIndex(name: string, index: number): void {
  if (!isIndex(index)) {
    const message = `All indexes and lengths must be non-negative, and whole numbers: ${name} is ${String(index)}`;
    throw new IllegalArgumentError(message, name);
  }
}

function sameBytes(
  a: ReadOnlyByteBuf,
  aIndex: number,
  b: ReadOnlyByteBuf,
  bIndex: number,
  lengthBytes: number,
): boolean {
  return lengthBytes === 0 || a.toBuffer(aIndex, lengthBytes).equals(b.toBuffer(bIndex, lengthBytes));
}

function readable(buffer: ReadOnlyByteBuf, lengthBytes: number): Buffer {
  return buffer.toBuffer(buffer.readerIndex, lengthBytes);
}

/** Of two runs of the same length. */
function firstDifference(a: Buffer, b: Buffer): number {
  const wholeInts = a.length - (a.length % INT_BYTES);
  for (let at = 0; at < wholeInts; at += INT_BYTES) {
    const difference = a.readUInt32BE(at) - b.readUInt32BE(at);
    if (difference !== 0) {
      return clampToInt(difference);
    }
  }
  for (let at = wholeInts; at < a.length; at += 1) {
    const difference = a.readUInt8(at) - b.readUInt8(at);
    if (difference !== 0) {
      return difference;
    }
  }
  return 0;
}

function clampToInt(value: number): number {
  return Math.max(-(2 ** 31), Math.min(value, 2 ** 31 - 1));
}

function hash(bytes: Buffer): number {
  const wholeInts = bytes.length - (bytes.length % INT_BYTES);
  let code = HASH_OF_NOTHING;
  for (let at = 0; at < wholeInts; at += INT_BYTES) {
    code = (Math.imul(31, code) + bytes.readInt32BE(at)) | 0;
  }
  for (let at = wholeInts; at < bytes.length; at += 1) {
    code = (Math.imul(31, code) + bytes.readInt8(at)) | 0;
  }
  return code === 0 ? HASH_OF_NOTHING : code;
}
