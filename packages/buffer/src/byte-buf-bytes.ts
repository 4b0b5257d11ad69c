import { checkDestination, checkRange, checkSource, checkWithin } from './bounds.ts';
import { arrayOf, type ByteArray } from './byte-array.ts';
import type { ByteBuf } from './byte-buf.ts';
import { firstIndexOf, firstStop, lastIndexOf, lastStop } from './byte-buf-search.ts';
import { ByteBufSetters } from './byte-buf-setters.ts';
import { type Charset, checkCharset, checkText, decode, encode, isOneByte, maxBytes } from './byte-buf-text.ts';
import { type ByteProcessor, checkProcessor } from './byte-processor.ts';
import { copyBytes } from './copy-bytes.ts';
import type { ReadOnlyByteBuf } from './read-only-byte-buf.ts';

/** A search in one piece of memory; gives a position in it, or -1. */
type Search<Wanted> = (memory: Buffer, start: number, end: number, wanted: Wanted) => number;

/** The part of ByteBuf that copies bytes, reads and writes text, and searches. */
export abstract class ByteBufBytes extends ByteBufSetters {
  /**
   * Copies out of this buffer from `index`. Moves no index of this buffer; moves the writer index of `dst` unless the call
   * says where in `dst`. Borrows both.
   */
  getBytes(index: number, dst: ByteArray): this;
  getBytes(index: number, dst: ByteBuf, lengthBytes?: number): this;
  getBytes(index: number, dst: ByteArray | ByteBuf, dstIndex: number, lengthBytes: number): this;
  getBytes(index: number, dst: ByteArray | ByteBuf, first?: number, second?: number): this {
    const into = endOf(dst);
    if (isHandle(into) && second === undefined) {
      const lengthBytes = first ?? into.writableBytes;
      this.copyOut('getBytes', index, into, into.writer, lengthBytes);
      into.writer += lengthBytes;
    } else {
      this.copyOut('getBytes', index, into, first, second);
    }
    return this;
  }

  /** Copies `lengthBytes` into a new buffer and moves behind them. Borrows this buffer; returns owned. */
  readBytes(lengthBytes: number): ByteBuf;
  /** As `getBytes` from the reader index, which moves behind what was read. Borrows both. */
  readBytes(dst: ByteArray): this;
  readBytes(dst: ByteBuf, lengthBytes?: number): this;
  readBytes(dst: ByteArray | ByteBuf, dstIndex: number, lengthBytes: number): this;
  readBytes(dst: number | ByteArray | ByteBuf, first?: number, second?: number): ByteBuf | this {
    if (typeof dst === 'number') {
      return this.readCopy(dst);
    }
    const into = endOf(dst);
    if (isHandle(into) && second === undefined) {
      const lengthBytes = first ?? into.writableBytes;
      checkDestination(into.subject, lengthBytes);
      this.readInto(into, into.writer, lengthBytes);
      into.writer += lengthBytes;
    } else {
      this.readInto(into, first, second);
    }
    return this;
  }

  /**
   * Copies into this buffer at `index`. Moves no index of this buffer; moves the reader index of `src` unless the call
   * says where in `src`. Borrows both.
   */
  setBytes(index: number, src: ByteArray): this;
  setBytes(index: number, src: ReadOnlyByteBuf, lengthBytes?: number): this;
  setBytes(index: number, src: ByteArray | ReadOnlyByteBuf, srcIndex: number, lengthBytes: number): this;
  setBytes(index: number, src: ByteArray | ReadOnlyByteBuf, first?: number, second?: number): this {
    const from = endOf(src);
    if (isHandle(from) && second === undefined) {
      const lengthBytes = first ?? from.readableBytes;
      this.checkWritableRange('setBytes', index, lengthBytes);
      checkSource(from.subject, lengthBytes);
      this.copyIn('setBytes', index, from, from.reader, lengthBytes);
      from.reader += lengthBytes;
    } else {
      this.copyIn('setBytes', index, from, first, second);
    }
    return this;
  }

  /** As `setBytes` at the writer index, which moves behind what was written; grows up to `maxCapacity`. Borrows both. */
  writeBytes(src: ByteArray): this;
  writeBytes(src: ReadOnlyByteBuf, lengthBytes?: number): this;
  writeBytes(src: ByteArray | ReadOnlyByteBuf, srcIndex: number, lengthBytes: number): this;
  writeBytes(src: ByteArray | ReadOnlyByteBuf, first?: number, second?: number): this {
    const from = endOf(src);
    if (isHandle(from) && second === undefined) {
      const lengthBytes = first ?? from.readableBytes;
      checkSource(from.subject, lengthBytes);
      this.append(from, from.reader, lengthBytes);
      from.reader += lengthBytes;
    } else {
      this.append(from, first, second);
    }
    return this;
  }

  setZero(index: number, lengthBytes: number): this {
    const at = this.rangeTo('setZero', index, lengthBytes);
    this.owner.memory.fill(0, at, at + lengthBytes);
    return this.stored();
  }

  writeZero(lengthBytes: number): this {
    if (this.traits.isReadOnly && lengthBytes === 0) {
      return this;
    }
    this.refuseReadOnly();
    this.makeRoom(lengthBytes);
    const at = this.rangeTo('writeZero', this.writer, lengthBytes);
    this.owner.memory.fill(0, at, at + lengthBytes);
    return this.wrote(lengthBytes);
  }

  /** The text of `lengthBytes` bytes at `index`; malformed bytes become U+FFFD. */
  getCharSequence(index: number, lengthBytes: number, charset: Charset = 'utf8'): string {
    this.owner.requireLive();
    if (this.isSlice) {
      checkRange('index', index, lengthBytes, this.capacity);
    } else if (isOneByte(charset)) {
      checkWithin('start', index, lengthBytes, this.capacity);
    }
    return this.decode('getCharSequence', index, lengthBytes, charset);
  }

  readCharSequence(lengthBytes: number, charset: Charset = 'utf8'): string {
    this.requireReadable(lengthBytes);
    const text = this.decode('readCharSequence', this.reader, lengthBytes, charset);
    this.reader += lengthBytes;
    return text;
  }

  /**
   * Encodes `text` at `index` and returns the number of bytes. As in Netty, there must be room for the longest text of that
   * many UTF-16 units: in UTF-8, three bytes for each.
   */
  setCharSequence(index: number, text: string, charset: Charset = 'utf8'): number {
    checkText(text, charset);
    const at = this.rangeTo('setCharSequence', index, maxBytes(text, charset));
    const lengthBytes = encode(text, this.owner.memory, at, charset);
    this.stored();
    return lengthBytes;
  }

  /** As {@link setCharSequence} at the writer index, which moves; grows, up to `maxCapacity`. */
  writeCharSequence(text: string, charset: Charset = 'utf8'): number {
    checkText(text, charset);
    const reservedBytes = maxBytes(text, charset);
    this.makeRoom(reservedBytes);
    const at = this.rangeTo('writeCharSequence', this.writer, reservedBytes);
    const lengthBytes = encode(text, this.owner.memory, at, charset);
    this.wrote(lengthBytes);
    return lengthBytes;
  }

  /**
   * The first index of the byte `value` from `fromIndex` up to `toIndex`; where `toIndex` is the lower one, the last index
   * before `fromIndex` down to `toIndex`. -1 where there is none.
   */
  indexOf(fromIndex: number, toIndex: number, value: number): number {
    return fromIndex <= toIndex ? this.firstOf(fromIndex, toIndex, value) : this.lastOf(fromIndex, toIndex, value);
  }

  /** How many bytes there are before the first byte `value`: of the readable ones, of `lengthBytes` of them, or of a range. */
  bytesBefore(value: number): number;
  bytesBefore(lengthBytes: number, value: number): number;
  bytesBefore(index: number, lengthBytes: number, value: number): number;
  bytesBefore(first: number, second?: number, third?: number): number {
    if (second === undefined) {
      return this.distance(this.reader, this.readableBytes, first);
    }
    if (third === undefined) {
      this.requireReadable(first);
      return this.distance(this.reader, first, second);
    }
    return this.distance(first, second, third);
  }

  /** The index of the first byte that `processor` stops at, of the readable ones or of a range; -1 if it never does. */
  forEachByte(processor: ByteProcessor): number;
  forEachByte(index: number, lengthBytes: number, processor: ByteProcessor): number;
  forEachByte(first: number | ByteProcessor, lengthBytes = 0, processor?: ByteProcessor): number {
    return typeof first === 'function'
      ? this.searchForward('forEachByte', this.reader, this.readableBytes, firstStop, first)
      : this.searchForward('forEachByte', first, lengthBytes, firstStop, checkProcessor(processor));
  }

  /** As {@link forEachByte}, from the last byte to the first. */
  forEachByteDesc(processor: ByteProcessor): number;
  forEachByteDesc(index: number, lengthBytes: number, processor: ByteProcessor): number;
  forEachByteDesc(first: number | ByteProcessor, lengthBytes = 0, processor?: ByteProcessor): number {
    return typeof first === 'function'
      ? this.searchBackward('forEachByteDesc', this.reader, this.readableBytes, lastStop, first)
      : this.searchBackward('forEachByteDesc', first, lengthBytes, lastStop, checkProcessor(processor));
  }

  /** Returns owned; see `readBytes(lengthBytes)`. */
  protected abstract readCopy(lengthBytes: number): ByteBuf;

  protected decode(operation: string, index: number, lengthBytes: number, charset: Charset): string {
    checkCharset(charset);
    if (lengthBytes === 0) {
      this.owner.admit(operation);
      return '';
    }
    const at = this.rangeAt(operation, index, lengthBytes);
    return decode(this.owner.memory, at, at + lengthBytes, charset);
  }

  /** Copies a range to `dst`, memory that belongs to no buffer yet or whose range was checked. */
  protected copyTo(operation: string, index: number, dst: Uint8Array, dstIndex: number, lengthBytes: number): void {
    this.checkReadableRange(operation, index, lengthBytes);
    this.owner.copyTo(this.offset + index, lengthBytes, dst, dstIndex);
  }

  private copyOut(
    operation: string,
    index: number,
    dst: Uint8Array | ByteBufBytes,
    dstIndex = 0,
    lengthBytes = sizeOf(dst),
  ): void {
    this.checkReadableRange(operation, index, lengthBytes);
    if (isHandle(dst)) {
      dst.checkWritableRange(operation, dstIndex, lengthBytes, 'dstIndex');
      this.transfer(index, dst, dstIndex, lengthBytes);
    } else {
      checkRange('dstIndex', dstIndex, lengthBytes, dst.length);
      this.owner.copyTo(this.offset + index, lengthBytes, dst, dstIndex);
    }
  }

  private copyIn(
    operation: string,
    index: number,
    src: Uint8Array | ByteBufBytes,
    srcIndex = 0,
    lengthBytes = sizeOf(src),
  ): void {
    this.checkWritableRange(operation, index, lengthBytes);
    if (isHandle(src)) {
      src.checkReadableRange(operation, srcIndex, lengthBytes, 'srcIndex');
      src.transfer(srcIndex, this, index, lengthBytes);
    } else {
      checkRange('srcIndex', srcIndex, lengthBytes, src.length);
      this.owner.copyFrom(
        this.offset + index,
        srcIndex === 0 && lengthBytes === src.length ? src : src.subarray(srcIndex, srcIndex + lengthBytes),
      );
    }
  }

  /** Copies between buffers, whose ranges were checked. They may lie in the same memory. */
  private transfer(index: number, dst: ByteBufBytes, dstIndex: number, lengthBytes: number): void {
    const at = this.owner.locate(this.offset + index, lengthBytes);
    this.owner.requireAttached(at + lengthBytes);
    const { memory } = this.owner;
    const position = dst.offset + dstIndex;
    if (dst.owner.span(position, lengthBytes) === lengthBytes) {
      const to = dst.owner.place(position, lengthBytes);
      dst.owner.requireAttached(to + lengthBytes);
      memory.copy(dst.owner.memory, to, at, at + lengthBytes);
    } else {
      // Piece by piece, which may overwrite what is still to be copied.
      dst.owner.copyFrom(position, Buffer.from(memory.subarray(at, at + lengthBytes)));
    }
  }

  private readInto(dst: Uint8Array | ByteBufBytes, dstIndex = 0, lengthBytes = sizeOf(dst)): void {
    this.requireReadable(lengthBytes);
    this.copyOut('readBytes', this.reader, dst, dstIndex, lengthBytes);
    this.reader += lengthBytes;
  }

  private append(src: Uint8Array | ByteBufBytes, srcIndex = 0, lengthBytes = sizeOf(src)): void {
    if (isHandle(src) && this.appendShown(src, srcIndex, lengthBytes)) {
      return;
    }
    this.checkRoom(lengthBytes);
    if (isHandle(src)) {
      src.owner.requireLive();
    }
    checkRange('srcIndex', srcIndex, lengthBytes, sizeOf(src));
    this.makeRoom(lengthBytes);
    this.copyIn('writeBytes', this.writer, src, srcIndex, lengthBytes);
    this.writer += lengthBytes;
  }

  /** The fast path of `append`, where neither end has to be asked. Returns whether it was. */
  private appendShown(src: ByteBufBytes, srcIndex: number, lengthBytes: number): boolean {
    const from = src.shownAt(srcIndex, lengthBytes);
    const to = this.shownRoom(lengthBytes);
    const isShown = from >= 0 && to >= 0;
    if (isShown) {
      copyBytes(src.owner, from, this.owner, to, lengthBytes);
      this.writer += lengthBytes;
    }
    return isShown;
  }

  private distance(index: number, lengthBytes: number, value: number): number {
    const found = this.indexOf(index, index + lengthBytes, value);
    return found < 0 ? -1 : found - index;
  }

  private firstOf(fromIndex: number, toIndex: number, value: number): number {
    const from = Math.max(fromIndex, 0);
    return from >= toIndex || this.capacity === 0
      ? -1
      : this.searchForward('indexOf', from, toIndex - from, firstIndexOf, value);
  }

  private lastOf(fromIndex: number, toIndex: number, value: number): number {
    const from = Math.min(fromIndex, this.capacity);
    return from < 0 || this.capacity === 0
      ? -1
      : this.searchBackward('indexOf', toIndex, from - toIndex, lastIndexOf, value);
  }

  private searchForward<W>(
    operation: string,
    index: number,
    lengthBytes: number,
    search: Search<W>,
    wanted: W,
  ): number {
    this.checkReadableRange(operation, index, lengthBytes);
    const { owner, offset } = this;
    const end = index + lengthBytes;
    for (let from = index; from < end; ) {
      const span = owner.span(offset + from, end - from);
      const at = owner.locate(offset + from, span);
      const found = search(owner.memory, at, at + span, wanted);
      if (found !== -1) {
        return from + found - at;
      }
      from += span;
    }
    return -1;
  }

  /** Backwards scattered bytes are merged first: it is rare, and Netty's own way of not doing so goes astray. */
  private searchBackward<W>(
    operation: string,
    index: number,
    lengthBytes: number,
    search: Search<W>,
    wanted: W,
  ): number {
    const at = this.rangeAt(operation, index, lengthBytes);
    const found = search(this.owner.memory, at, at + lengthBytes, wanted);
    return found === -1 ? -1 : index + found - at;
  }
}

function isHandle(value: unknown): value is ByteBufBytes {
  return value instanceof ByteBufBytes;
}

/** The other end of a copy, as what this file can work with. */
function endOf(bytes: ByteArray | ReadOnlyByteBuf): Uint8Array | ByteBufBytes {
  return isHandle(bytes) ? bytes : arrayOf(bytes);
}

/** How many bytes there are to copy from or to. */
function sizeOf(bytes: Uint8Array | ByteBufBytes): number {
  return isHandle(bytes) ? bytes.capacity : bytes.length;
}
