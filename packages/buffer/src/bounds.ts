// What is refused, and in which words.

import { IllegalArgumentError, IndexOutOfBoundsError } from './errors.ts';

/** The numbers of a buffer that descriptions and error messages show. */
export interface Bounded {
  readonly readerIndex: number;
  readonly writerIndex: number;
  readonly capacity: number;
  readonly maxCapacity: number;
  toString(): string;
}

/** Whether `value` is a whole number from 0 to 2^32 - 1: an index, as far as one can tell without the buffer. */
export function isIndex(value: number): boolean {
  return typeof value === 'number' && value >>> 0 === value;
}

/** Refuses a range that is not made of whole numbers or not inside 0 to `limit`. */
export function checkRange(name: string, index: number, lengthBytes: number, limit: number): void {
  if (!isIndex(index) || !isIndex(lengthBytes) || index + lengthBytes > limit) {
    throwOutOfRange(name, index, lengthBytes, limit);
  }
}

/** Throws what {@link checkRange} throws; for callers whose own check is faster. */
export function throwOutOfRange(name: string, index: number, lengthBytes: number, limit: number): never {
  const message = `${name}: ${String(index)}, length: ${String(lengthBytes)} (expected: range(0, ${limit}))`;
  throw new IndexOutOfBoundsError(message, index, lengthBytes, limit);
}

/** Refuses indices unless 0 <= `readerIndex` <= `writerIndex` <= `capacity`, all of them whole numbers. */
export function checkIndices(readerIndex: number, writerIndex: number, capacity: number): void {
  if (!isIndex(readerIndex) || !isIndex(writerIndex) || readerIndex > writerIndex || writerIndex > capacity) {
    const expected = `0 <= readerIndex <= writerIndex <= capacity(${capacity})`;
    const message = `readerIndex: ${String(readerIndex)}, writerIndex: ${String(writerIndex)} (expected: ${expected})`;
    throw new IndexOutOfBoundsError(message, readerIndex, 0, capacity);
  }
}

/** Throws for a slice outside `buffer`; Netty has other words for a slice of a slice. */
export function throwUnslicable(buffer: Bounded, index: number, lengthBytes: number, ofSlice: boolean): never {
  const { capacity } = buffer;
  if (ofSlice) {
    throwOutOfRange('index', index, lengthBytes, capacity);
  }
  const message = `${buffer}.slice(${String(index)}, ${String(lengthBytes)}) exceeds capacity(${capacity})`;
  throw new IndexOutOfBoundsError(message, index, lengthBytes, capacity);
}

/** Refuses a number of bytes that is negative or no whole number. */
export function checkSize(name: string, sizeBytes: number): void {
  if (!Number.isSafeInteger(sizeBytes) || sizeBytes < 0) {
    throw new IllegalArgumentError(`${name}: ${String(sizeBytes)} (expected: >= 0), a whole number of bytes`, name);
  }
}

/** Refuses a length beyond what `buffer` has to read. */
export function checkReadable(buffer: Bounded, lengthBytes: number): void {
  const { readerIndex, writerIndex } = buffer;
  if (lengthBytes <= writerIndex - readerIndex) {
    return;
  }
  const message = `readerIndex(${readerIndex}) + length(${lengthBytes}) exceeds writerIndex(${writerIndex}): ${buffer}`;
  throw new IndexOutOfBoundsError(message, readerIndex, lengthBytes, writerIndex);
}

export function throwUnwritable(buffer: Bounded, lengthBytes: number): never {
  const { writerIndex, maxCapacity } = buffer;
  const sum = `writerIndex(${writerIndex}) + minWritableBytes(${lengthBytes})`;
  const message = `${sum} exceeds maxCapacity(${maxCapacity}): ${buffer}`;
  throw new IndexOutOfBoundsError(message, writerIndex, lengthBytes, maxCapacity);
}

/** Refuses a length beyond what `src` has to read: for copies that begin at its reader index. */
export function checkSource(src: Bounded, lengthBytes: number): void {
  const { readerIndex, writerIndex } = src;
  const readable = writerIndex - readerIndex;
  if (lengthBytes > readable) {
    const message = `length(${lengthBytes}) exceeds src.readableBytes(${readable}) where src is: ${src}`;
    throw new IndexOutOfBoundsError(message, readerIndex, lengthBytes, writerIndex);
  }
}

/** Refuses a length beyond what `dst` has room for now: for copies that begin at its writer index. */
export function checkDestination(dst: Bounded, lengthBytes: number): void {
  const { writerIndex, capacity } = dst;
  const writable = capacity - writerIndex;
  if (lengthBytes > writable) {
    const message = `length(${lengthBytes}) exceeds dst.writableBytes(${writable}) where dst is: ${dst}`;
    throw new IndexOutOfBoundsError(message, writerIndex, lengthBytes, capacity);
  }
}

/** Refuses a range outside a buffer's capacity, in the words that Netty has for bytes and text that leave it. */
export function checkWithin(name: string, index: number, lengthBytes: number, capacity: number): void {
  if (!isIndex(index) || !isIndex(lengthBytes) || index + lengthBytes > capacity) {
    const range = `${name}(${String(index)}) <= ${name} + length(${String(lengthBytes)}) <= buf.capacity(${capacity})`;
    throw new IndexOutOfBoundsError(`expected: 0 <= ${range}`, index, lengthBytes, capacity);
  }
}

/** Refuses a change of the count that is not a whole number above 0. */
export function checkChange(name: 'increment' | 'decrement', change: number): void {
  if (!Number.isSafeInteger(change) || change <= 0) {
    throw new IllegalArgumentError(`${name}: ${String(change)} (expected: > 0), a whole number of references`, name);
  }
}
