import type { ByteBufAllocator } from './allocator.ts';
import { checkWithin, isIndex } from './bounds.ts';
import type { ByteBuf } from './byte-buf.ts';
import { compare, equals as equalReadable, equalsRange, hashCode } from './byte-buf-compare.ts';
import { type Charset, codecOf, encodeLikeJava, maxEncodedBytes } from './byte-buf-text.ts';
import { IndexOutOfBoundsError } from './errors.ts';
import { appendPrettyHexDump, decodeHexByte, decodeHexDump, hexDump, prettyHexDump } from './hex-dump.ts';
import type { ReadOnlyByteBuf } from './read-only-byte-buf.ts';
import { swapInt, swapLong, swapMedium, swapShort } from './swap.ts';
import { UTF_8, utf8Length } from './utf8.ts';

/** What can be done with buffers but is no method of theirs. Netty's class of this name. */
export const ByteBufUtil = Object.freeze({
  hexDump,
  prettyHexDump,
  appendPrettyHexDump,
  decodeHexByte,
  decodeHexDump,
  equals,
  compare,
  hashCode,
  indexOf,
  isText,
  utf8Bytes,
  utf8MaxBytes,
  writeUtf8,
  reserveAndWriteUtf8,
  writeAscii,
  encodeString,
  getBytes,
  readBytes,
  ensureWritableSuccess,
  setShortBE,
  writeShortBE,
  writeMediumBE,
  swapShort,
  swapMedium,
  swapInt,
  swapLong,
});

/** Whether the readable bytes are the same. Borrows both. */
function equals(a: ReadOnlyByteBuf, b: ReadOnlyByteBuf): boolean;
/**
 * Whether `lengthBytes` bytes from `aIndex` and `bIndex` on are the same; false where one has been written less far.
 * Borrows both.
 *
 * @throws IllegalArgumentError for indices or a length that are negative or no whole numbers.
 */
function equals(a: ReadOnlyByteBuf, aIndex: number, b: ReadOnlyByteBuf, bIndex: number, lengthBytes: number): boolean;
function equals(...args: SameReadable | SameRange): boolean {
  return args.length === 2 ? equalReadable(...args) : equalsRange(...args);
}

type SameReadable = [a: ReadOnlyByteBuf, b: ReadOnlyByteBuf];

type SameRange = [a: ReadOnlyByteBuf, aIndex: number, b: ReadOnlyByteBuf, bIndex: number, lengthBytes: number];

/** Where in `haystack` the readable bytes of `needle` begin, counted from 0; -1 for nowhere. Borrows both. */
function indexOf(needle: ReadOnlyByteBuf, haystack: ReadOnlyByteBuf): number;
/** As the method of `buffer`: the first place of `value`, or the last one if `fromIndex` exceeds `toIndex`. Borrows. */
function indexOf(buffer: ReadOnlyByteBuf, fromIndex: number, toIndex: number, value: number): number;
function indexOf(buffer: ReadOnlyByteBuf, second: ReadOnlyByteBuf | number, toIndex = 0, value = 0): number {
  return typeof second === 'number' ? buffer.indexOf(second, toIndex, value) : placeOf(buffer, second);
}

function placeOf(needle: ReadOnlyByteBuf, haystack: ReadOnlyByteBuf): number {
  const { readableBytes } = needle;
  if (readableBytes === 0 || readableBytes > haystack.readableBytes) {
    return readableBytes === 0 ? haystack.readerIndex : -1;
  }
  const place = haystack.toBuffer().indexOf(needle.toBuffer());
  return place === -1 ? -1 : haystack.readerIndex + place;
}

/** Whether the readable bytes are well-formed text. Borrows. */
function isText(buffer: ReadOnlyByteBuf, charset: Charset): boolean;
/**
 * Whether `lengthBytes` bytes from `index` on are well-formed text. Borrows.
 *
 * @throws IndexOutOfBoundsError unless all of them have been written.
 */
function isText(buffer: ReadOnlyByteBuf, index: number, lengthBytes: number, charset: Charset): boolean;
function isText(buffer: ReadOnlyByteBuf, ...args: [Charset] | [number, number, Charset]): boolean {
  const [index, lengthBytes, charset] = args.length === 1 ? [buffer.readerIndex, buffer.readableBytes, args[0]] : args;
  const { writerIndex } = buffer;
  const { isText } = codecOf(charset);
  if (!isIndex(index) || !isIndex(lengthBytes) || index + lengthBytes > writerIndex) {
    const message = `index: ${String(index)} length: ${String(lengthBytes)} (expected: range(0, ${writerIndex}))`;
    throw new IndexOutOfBoundsError(message, index, lengthBytes, writerIndex);
  }
  return lengthBytes === 0 || isText(buffer.toBuffer(index, lengthBytes));
}

/**
 * How many bytes the code units of `text` from `start` to `end` take in UTF-8.
 *
 * @throws IndexOutOfBoundsError unless 0 <= `start` <= `end` <= `text.length`.
 */
function utf8Bytes(text: string, start = 0, end = text.length): number {
  return utf8Length(part(text, start, end));
}

/** How many bytes a text, or any text of so many code units, can take in UTF-8. */
function utf8MaxBytes(text: string | number): number {
  return UTF_8.reservedBytes(typeof text === 'string' ? text.length : text);
}

/** A new buffer with `text` in UTF-8. Returns owned. */
function writeUtf8(allocator: ByteBufAllocator, text: string): ByteBuf;
/**
 * Writes the code units of `text` from `start` to `end` in UTF-8, half a surrogate pair as `?`, and returns the number of
 * bytes. Room is made for three bytes a code unit, as in Netty. Borrows `buffer`.
 */
function writeUtf8(buffer: ByteBuf, text: string, start?: number, end?: number): number;
function writeUtf8(target: ByteBufAllocator | ByteBuf, text: string, start = 0, end = text.length): ByteBuf | number {
  return 'writerIndex' in target ? writeText(target, part(text, start, end), 'utf8') : newText(target, text, 'utf8');
}

/**
 * Writes the code units of `text` from `start` to `end` in UTF-8 and returns the number of bytes. Room is made for
 * `reserveBytes`; should more be needed the buffer grows again, where Netty writes past its end. Borrows `buffer`.
 */
function reserveAndWriteUtf8(buffer: ByteBuf, text: string, reserveBytes: number): number;
function reserveAndWriteUtf8(buffer: ByteBuf, text: string, start: number, end: number, reserveBytes: number): number;
function reserveAndWriteUtf8(buffer: ByteBuf, text: string, first: number, end?: number, reserveBytes = first): number {
  const bytes = UTF_8.encode(end === undefined ? text : part(text, first, end));
  buffer.ensureWritable(reserveBytes).writeBytes(bytes);
  return bytes.length;
}

/** A new buffer with one byte for each code unit of `text`. Returns owned. */
function writeAscii(allocator: ByteBufAllocator, text: string): ByteBuf;
/** Writes one byte for each code unit of `text`, `?` above U+00FF, and returns the number of bytes. Borrows `buffer`. */
function writeAscii(buffer: ByteBuf, text: string): number;
function writeAscii(target: ByteBufAllocator | ByteBuf, text: string): ByteBuf | number {
  return 'writerIndex' in target ? writeText(target, text, 'ascii') : newText(target, text, 'ascii');
}

/** As the method, but no text can be written to the buffer without bytes too. */
function writeText(buffer: ByteBuf, text: string, charset: Charset): number {
  if (text === '') {
    buffer.ensureWritable(0);
    return 0;
  }
  return buffer.writeCharSequence(text, charset);
}

function newText(allocator: ByteBufAllocator, text: string, charset: Charset): ByteBuf {
  const buffer = allocator.buffer(codecOf(charset).reservedBytes(text.length));
  writeText(buffer, text, charset);
  return buffer;
}

/**
 * A new buffer with `text` as Java's encoder gives it, and with room for `extraCapacityBytes` more: in `ascii` `?` stands
 * for everything above U+007F, and in `latin1` one for each surrogate pair. Returns owned.
 */
function encodeString(allocator: ByteBufAllocator, text: string, charset: Charset, extraCapacityBytes = 0): ByteBuf {
  const bytes = encodeLikeJava(text, charset);
  return allocator.buffer(maxEncodedBytes(text, charset) + extraCapacityBytes).writeBytes(bytes);
}

/** A copy of `lengthBytes` bytes from `start` on; by default of the readable ones. Borrows. */
function getBytes(
  buffer: ReadOnlyByteBuf,
  start = buffer.readerIndex,
  lengthBytes = buffer.writerIndex - start,
): Buffer {
  checkWithin('start', start, lengthBytes, buffer.capacity);
  const bytes = Buffer.alloc(lengthBytes);
  buffer.getBytes(start, bytes);
  return bytes;
}

/** Reads `lengthBytes` bytes into a new buffer. Borrows `buffer`; returns owned. */
function readBytes(allocator: ByteBufAllocator, buffer: ReadOnlyByteBuf, lengthBytes: number): ByteBuf {
  const copy = allocator.buffer(lengthBytes);
  try {
    buffer.readBytes(copy, lengthBytes);
    return copy;
  } catch (error) {
    copy.release();
    throw error;
  }
}

/** Whether `ensureWritable(n, force)`, which has returned `result`, has made the bytes writable. */
function ensureWritableSuccess(result: number): boolean {
  return result === 0 || result === 2;
}

/** Sets the lowest 16 bits of `value`, the highest byte first whatever the byte order of `buffer` is. Borrows. */
function setShortBE(buffer: ByteBuf, index: number, value: number): ByteBuf {
  return buffer.order() === 'BIG_ENDIAN' ? buffer.setShort(index, value) : buffer.setShortLE(index, value);
}

/** As {@link setShortBE} at the writer index, which moves. Borrows. */
function writeShortBE(buffer: ByteBuf, value: number): ByteBuf {
  return buffer.order() === 'BIG_ENDIAN' ? buffer.writeShort(value) : buffer.writeShortLE(value);
}

/** As {@link writeShortBE}, of the lowest 24 bits. Borrows. */
function writeMediumBE(buffer: ByteBuf, value: number): ByteBuf {
  return buffer.order() === 'BIG_ENDIAN' ? buffer.writeMedium(value) : buffer.writeMediumLE(value);
}

function part(text: string, start: number, end: number): string {
  if (!isIndex(start) || !isIndex(end) || start > end || end > text.length) {
    const range = `start(${String(start)}) <= end (${String(end)}) <= seq.length(${text.length})`;
    throw new IndexOutOfBoundsError(`expected: 0 <= ${range}`, start, end - start, text.length);
  }
  return text.slice(start, end);
}
