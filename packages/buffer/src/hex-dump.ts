import { checkSize, checkWithin, isIndex, throwOutOfRange } from './bounds.ts';
import { IllegalArgumentError, IndexOutOfBoundsError } from './errors.ts';
import type { ReadOnlyByteBuf } from './read-only-byte-buf.ts';

/** Two lower-case digits for each readable byte, or for each byte of a range. Borrows `bytes`. */
export function hexDump(bytes: ReadOnlyByteBuf | Uint8Array, fromIndex?: number, lengthBytes?: number): string {
  // Not by its class: a test runner's sandbox has one of its own.
  return ArrayBuffer.isView(bytes)
    ? hexOfArray(bytes, fromIndex, lengthBytes)
    : hexOfBuffer(bytes, fromIndex, lengthBytes);
}

/**
 * A table of the readable bytes, or of the bytes of a range, sixteen to a row and with what is printable as text; empty for
 * no bytes. Borrows `buffer`.
 */
export function prettyHexDump(
  buffer: ReadOnlyByteBuf,
  offset = buffer.readerIndex,
  lengthBytes = buffer.writerIndex - offset,
): string {
  if (lengthBytes === 0) {
    return '';
  }
  checkWithin('offset', offset, lengthBytes, buffer.capacity);
  const bytes = buffer.toBuffer(offset, lengthBytes);
  const rows = Array.from({ length: Math.ceil(lengthBytes / ROW_BYTES) }, (_, row) => rowOf(bytes, row * ROW_BYTES));
  return [HEAD, ...rows, RULE].join('\n');
}

/** Adds what {@link prettyHexDump} returns to `dump`, which is joined when all is told. Borrows `buffer`. */
export function appendPrettyHexDump(
  dump: string[],
  buffer: ReadOnlyByteBuf,
  offset?: number,
  lengthBytes?: number,
): void {
  dump.push(prettyHexDump(buffer, offset, lengthBytes));
}

/**
 * The byte, from -128 to 127, of the two digits at `position`.
 *
 * @throws IllegalArgumentError unless both are hexadecimal digits.
 * @throws IndexOutOfBoundsError when the text ends before the second one.
 */
export function decodeHexByte(text: string, position: number): number {
  return (byteAt(text, position) << 24) >> 24;
}

/**
 * The bytes that `length` digits from `fromIndex` on stand for; by default all of them. Returns a copy.
 *
 * @throws IllegalArgumentError unless `length` is even and all of them are hexadecimal digits.
 * @throws IndexOutOfBoundsError when there are not so many.
 */
export function decodeHexDump(text: string, fromIndex = 0, length = text.length): Buffer {
  if (!isIndex(length) || length % 2 !== 0) {
    throw new IllegalArgumentError(`length: ${String(length)} (expected: an even number of digits)`, 'length');
  }
  const bytes = Buffer.alloc(Math.min(length, text.length) >> 1);
  for (let at = 0; at < length / 2; at += 1) {
    bytes[at] = byteAt(text, fromIndex + 2 * at);
  }
  return bytes;
}

const ROW_BYTES = 16;

/** How wide the digits of a full row are. */
const DIGITS_WIDTH = 3 * ROW_BYTES;

const RULE = '+--------+-------------------------------------------------+----------------+';

const HEAD = [
  '         +-------------------------------------------------+',
  '         |  0  1  2  3  4  5  6  7  8  9  a  b  c  d  e  f |',
  RULE,
].join('\n');

function rowOf(bytes: Buffer, start: number): string {
  const row = bytes.subarray(start, start + ROW_BYTES);
  const place = start.toString(16).padStart(8, '0');
  const digits = row.toString('hex').replace(/../g, ' $&').padEnd(DIGITS_WIDTH);
  const text = row
    .toString('latin1')
    .replace(/[^\x20-\x7e]/g, '.')
    .padEnd(ROW_BYTES);
  return `|${place}|${digits} |${text}|`;
}

function hexOfArray(bytes: Uint8Array, fromIndex = 0, lengthBytes = bytes.length - fromIndex): string {
  checkDump(fromIndex, lengthBytes, bytes.length);
  return Buffer.from(bytes.buffer, bytes.byteOffset + fromIndex, lengthBytes).toString('hex');
}

function hexOfBuffer(
  buffer: ReadOnlyByteBuf,
  fromIndex = buffer.readerIndex,
  lengthBytes = buffer.writerIndex - fromIndex,
): string {
  checkDump(fromIndex, lengthBytes, buffer.capacity);
  return lengthBytes === 0 ? '' : buffer.toBuffer(fromIndex, lengthBytes).toString('hex');
}

/** As in Netty, no bytes can be had anywhere, and of others the first one outside is named. */
function checkDump(fromIndex: number, lengthBytes: number, capacity: number): void {
  checkSize('length', lengthBytes);
  if (lengthBytes > 0 && (!isIndex(fromIndex) || fromIndex + lengthBytes > capacity)) {
    throwOutOfRange('index', isIndex(fromIndex) ? Math.max(fromIndex, capacity) : fromIndex, 1, capacity);
  }
}

function byteAt(text: string, position: number): number {
  const [high, low] = [digitAt(text, position), digitAt(text, position + 1)];
  if (high < 0 || low < 0) {
    const given = text.slice(position, position + 2);
    throw new IllegalArgumentError(`invalid hex byte '${given}' at index ${position} of '${text}'`, 'text');
  }
  return (high << 4) | low;
}

const DIGITS = '0123456789abcdef';

/** What the digit stands for; -1 for what is no digit. */
function digitAt(text: string, position: number): number {
  if (!isIndex(position) || position >= text.length) {
    const message = `String index out of range: ${String(position)} (expected: below ${text.length})`;
    throw new IndexOutOfBoundsError(message, position, 1, text.length);
  }
  return DIGITS.indexOf(text.charAt(position).toLowerCase());
}
