import { leakDetector } from '@watertight/leak-detector';
import { checkRange } from './bounds.ts';
import type { ByteArray } from './byte-array.ts';
import { ByteBuf } from './byte-buf.ts';
import { type Charset, encodeLikeJava, maxEncodedBytes } from './byte-buf-text.ts';
import type { CompositeByteBuf } from './composite-byte-buf.ts';
import type { ReadOnlyByteBuf } from './read-only-byte-buf.ts';
import { EMPTY_BUFFER, UnpooledByteBufAllocator } from './unpooled-allocator.ts';
import {
  bytesOf,
  copied,
  copiedInto,
  given,
  requireOneOrder,
  wrapAll,
  wrapOne,
  wrapPart,
  wrapped,
  wrapUnmodifiable,
} from './unpooled-wraps.ts';

const ALLOC = UnpooledByteBufAllocator.DEFAULT;

/** A number, or several. */
type OneOrMany<T> = T | readonly T[];

/** Makes buffers without an allocator at hand, and from what is there already. Netty's class of this name. */
export const Unpooled = Object.freeze({
  EMPTY_BUFFER,

  /** A heap buffer. Returns owned. */
  buffer: (initialCapacity?: number, maxCapacity?: number): ByteBuf => ALLOC.heapBuffer(initialCapacity, maxCapacity),

  /** Returns owned. */
  directBuffer: (initialCapacity?: number, maxCapacity?: number): ByteBuf =>
    ALLOC.directBuffer(initialCapacity, maxCapacity),

  /** An empty composite, whose own memory is on the heap. Returns owned. */
  compositeBuffer: (maxNumComponents?: number): CompositeByteBuf => ALLOC.compositeHeapBuffer(maxNumComponents),

  wrappedBuffer,

  /**
   * The readable bytes of several buffers as one buffer that can only be read; of one, all of it. Takes `buffers`; returns
   * owned.
   */
  wrappedUnmodifiableBuffer: (buffers: readonly ByteBuf[]): ReadOnlyByteBuf => wrapUnmodifiable(buffers),

  copiedBuffer,

  // Buffers that hold just these numbers, highest byte first. Return owned.

  copyBoolean: (values: OneOrMany<boolean>): ByteBuf =>
    numbers(values, 1, (buffer, value) => buffer.writeBoolean(value)),
  copyShort: (values: OneOrMany<number>): ByteBuf => numbers(values, 2, (buffer, value) => buffer.writeShort(value)),
  copyMedium: (values: OneOrMany<number>): ByteBuf => numbers(values, 3, (buffer, value) => buffer.writeMedium(value)),
  copyInt: (values: OneOrMany<number>): ByteBuf => numbers(values, 4, (buffer, value) => buffer.writeInt(value)),
  copyLong: (values: OneOrMany<bigint>): ByteBuf => numbers(values, 8, (buffer, value) => buffer.writeLong(value)),
  copyFloat: (values: OneOrMany<number>): ByteBuf => numbers(values, 4, (buffer, value) => buffer.writeFloat(value)),
  copyDouble: (values: OneOrMany<number>): ByteBuf => numbers(values, 8, (buffer, value) => buffer.writeDouble(value)),

  /** The buffer for those who must not release it. Returns view; see `asUnreleasable`. */
  unreleasableBuffer: (buffer: ByteBuf): ByteBuf => buffer.asUnreleasable(),

  /** The buffer for those who must not change it. Returns view; see `asReadOnly`. Several: {@link wrappedUnmodifiableBuffer}. */
  unmodifiableBuffer: (buffer: ByteBuf | readonly ByteBuf[]): ReadOnlyByteBuf =>
    buffer instanceof ByteBuf ? readOnlyView(buffer) : wrapUnmodifiable(buffer),
});

/** What becomes of wrapped memory. */
export interface WrapOptions {
  /**
   * Whether the memory is given back to the system at once when the buffer is released, as in Netty: its `ArrayBuffer` is
   * detached, so that whatever views of it there are have length 0. `bytes` must be all of it, and nobody else may use it.
   */
  readonly doFree: boolean;
}

/**
 * A buffer that is `content`: what one changes, the other shows. It cannot grow. Several arrays and buffers become a
 * composite of those that are readable, with `maxNumComponents` components at most. Borrows arrays, takes buffers; returns
 * owned.
 */
function wrappedBuffer(content: ByteArray | ByteBuf): ByteBuf;
function wrappedBuffer(bytes: ByteArray, options: WrapOptions): ByteBuf;
function wrappedBuffer(bytes: ByteArray, offset: number, lengthBytes: number): ByteBuf;
function wrappedBuffer(contents: readonly (ByteArray | ByteBuf)[]): ByteBuf;
function wrappedBuffer(maxNumComponents: number, contents: readonly (ByteArray | ByteBuf)[]): ByteBuf;
function wrappedBuffer(
  first: ByteArray | ByteBuf | readonly (ByteArray | ByteBuf)[] | number,
  second?: number | readonly (ByteArray | ByteBuf)[] | WrapOptions,
  lengthBytes?: number,
): ByteBuf {
  if (typeof first === 'number') {
    return wrapAll(Array.isArray(second) ? second : [], first);
  }
  if (isArray(first)) {
    return wrapAll(first);
  }
  if (typeof second === 'object' && 'doFree' in second && second.doFree) {
    return given(bytesOf(first as ByteArray));
  }
  return typeof second === 'number' && !(first instanceof ByteBuf)
    ? wrapPart(first, second, lengthBytes)
    : wrapOne(first);
}

/**
 * A buffer with a copy: of bytes, of the readable bytes of buffers, or of text, by default in UTF-8. It can grow unless it
 * copies bytes or several buffers, as in Netty. Borrows `content`; returns owned.
 */
function copiedBuffer(content: ByteArray | ReadOnlyByteBuf): ByteBuf;
function copiedBuffer(bytes: ByteArray, offset: number, lengthBytes: number): ByteBuf;
function copiedBuffer(contents: readonly (ByteArray | ReadOnlyByteBuf)[]): ByteBuf;
function copiedBuffer(text: string, charset?: Charset): ByteBuf;
function copiedBuffer(text: string, offset: number, length: number, charset: Charset): ByteBuf;
function copiedBuffer(
  content: ByteArray | ReadOnlyByteBuf | readonly (ByteArray | ReadOnlyByteBuf)[] | string,
  second?: Charset | number,
  length?: number,
  charset: Charset = 'utf8',
): ByteBuf {
  if (typeof content === 'string') {
    return typeof second === 'number'
      ? copyOfPart(content, second, length, charset)
      : copyOfText(content, second ?? charset);
  }
  if (isArray(content)) {
    const [first, ...rest] = content;
    if (first !== undefined && rest.length === 0) {
      return copiedBuffer(first);
    }
    requireOneOrder(
      content.filter((part): part is ByteBuf => part instanceof ByteBuf && part.isReadable()),
      'inconsistent byte order',
    );
    return copyOfBytes(content.map(shown));
  }
  if (content instanceof ByteBuf) {
    const { readableBytes } = content;
    return readableBytes > 0 ? copiedInto(readableBytes, shown(content)) : EMPTY_BUFFER;
  }
  if (length === 0) {
    return EMPTY_BUFFER;
  }
  return copyOfBytes([typeof second === 'number' ? bytesOf(content as ByteArray, second, length) : shown(content)]);
}

/** Always with indices of its own, as in Netty. Returns view. */
function readOnlyView(buffer: ByteBuf): ReadOnlyByteBuf {
  return buffer.isReadOnly() ? buffer.duplicate() : buffer.asReadOnly();
}

/** The bytes, where they are. Borrows them. */
function shown(content: ByteArray | ReadOnlyByteBuf): Buffer {
  return content instanceof ByteBuf ? content.toBuffer() : bytesOf(content as ByteArray);
}

function copyOfBytes(pieces: readonly Buffer[]): ByteBuf {
  const lengthBytes = pieces.reduce((sum, { length }) => sum + length, 0);
  const memory = Buffer.allocUnsafeSlow(lengthBytes);
  let at = 0;
  for (const piece of pieces) {
    at += piece.copy(memory, at);
  }
  return copied(memory);
}

function copyOfText(text: string, charset: Charset): ByteBuf {
  return copiedInto(maxEncodedBytes(text, charset), encodeLikeJava(text, charset));
}

function copyOfPart(text: string, offset: number, length = text.length - offset, charset: Charset): ByteBuf {
  if (length === 0) {
    return EMPTY_BUFFER;
  }
  checkRange('index', offset, length, text.length);
  return copyOfText(text.slice(offset, offset + length), charset);
}

function numbers<T>(values: OneOrMany<T>, sizeBytes: number, write: (buffer: ByteBuf, value: T) => void): ByteBuf {
  const list = isArray(values) ? values : [values];
  if (list.length === 0) {
    return EMPTY_BUFFER;
  }
  const lengthBytes = list.length * sizeBytes;
  const written = leakDetector.untracked(() => wrapped(Buffer.allocUnsafe(lengthBytes))).clear();
  for (const value of list) {
    write(written, value);
  }
  return copiedInto(lengthBytes, written.toBuffer());
}

/** `Array.isArray` does not know arrays that are readonly. */
function isArray<T>(value: T | readonly T[]): value is readonly T[] {
  return Array.isArray(value);
}
