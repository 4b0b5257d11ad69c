// The part of ByteBuf that deals with counts, views and memory; byte-buf-handle.ts tells of the others.

import type { ByteBufAllocator } from './allocator.ts';
import { isIndex, throwUnslicable } from './bounds.ts';
import { ByteBufBytes } from './byte-buf-bytes.ts';
import { compare, equals, hashCode } from './byte-buf-compare.ts';
import { describe, inspect, SHOWN_BYTES } from './byte-buf-dump.ts';
import { type HandleLens, type HandleTraits, STALE } from './byte-buf-handle.ts';
import type { Charset } from './byte-buf-text.ts';
import type { BufferSpan } from './component.ts';
import { defineDispose } from './define-dispose.ts';
import { IllegalArgumentError, ReadOnlyBufferError, UnsupportedOperationError } from './errors.ts';
import type { MemoryOwner } from './memory-owner.ts';
import type { ByteOrder, ReadOnlyByteBuf } from './read-only-byte-buf.ts';
import { swapByteOrder } from './swapped-accessors.ts';

const PLAIN: HandleTraits = { isReadOnly: false, isReleasable: true, isLittleEndian: false, isAlias: false };

/** Of what can only be read. */
export const READ_ONLY: HandleTraits = { ...PLAIN, isReadOnly: true };

/** How all handles see their memory that are made together with its owner. */
export const ROOT: HandleLens = { traits: PLAIN, parent: undefined, offset: 0, fixedLength: -1 };

/** The empty buffer in the other byte order is one object, as in Netty. */
const swappedEmpty = new WeakMap<ByteBuf, ByteBuf>();

/** Netty's names for handles that were not made with their owner. */
const SLICE = 'UnpooledSlicedByteBuf';

const DUPLICATE = 'UnpooledDuplicatedByteBuf';

const READ_ONLY_VIEW = 'ReadOnlyByteBuf';

/**
 * A sequence of bytes that is released by hand, after Netty 4.1's `ByteBuf`.
 *
 * It is a handle: indices over memory that counts its references. Slices and duplicates are further handles on the same
 * memory and share the count; `refCnt` 0 ends them all. Whoever is said to return *owned* gives one reference to the
 * caller, who releases it; what returns a *view* gives none, and the view lives as long as the memory; what *borrows*
 * leaves the count alone.
 *
 * Methods throw `IllegalReferenceCountError` on released memory and `IndexOutOfBoundsError` for ranges outside the buffer,
 * and then leave indices and contents as they were.
 */
export class ByteBuf extends ByteBufBytes {
  /** Gives one reference back when a `using` declaration ends, where the realm has `Symbol.dispose`. */
  declare readonly [Symbol.dispose]: () => void;

  /** Whether the bytes can still be reached. */
  isAccessible(): boolean {
    return this.owner.isLive;
  }

  /** Whether the bytes lie outside V8's heap. */
  isDirect(): boolean {
    return this.owner.isDirect;
  }

  /** Whether the memory is made as one piece. */
  isContiguous(): boolean {
    return !this.owner.isScattered;
  }

  /** How many pieces the memory is made of; {@link toBuffers} shows those of a range. */
  nioBufferCount(): number {
    return this.owner.numPieces;
  }

  /** Whether {@link array} gives the memory. */
  hasArray(): boolean {
    return !this.owner.isDirect && this.isContiguous() && !this.traits.isReadOnly;
  }

  /**
   * The memory of a heap buffer, in which index 0 lies at {@link arrayOffset}. Returns view.
   *
   * @throws UnsupportedOperationError when there is no such array; {@link hasArray} tells.
   */
  array(): Uint8Array {
    this.requireArray();
    return this.owner.memory;
  }

  /** @throws UnsupportedOperationError when there is no array; {@link hasArray} tells. */
  arrayOffset(): number {
    this.requireArray();
    return this.offset + this.owner.shift;
  }

  /** Who made the memory, and makes that of copies. */
  get alloc(): ByteBufAllocator {
    return this.owner.source.alloc;
  }

  /** The buffer that this one is a view of, if it is one. Borrows it. */
  unwrap(): ByteBuf | null {
    return (this.parent as ByteBuf | undefined) ?? null;
  }

  /** A window on `lengthBytes` bytes at `index`; by default from the reader index to the writer index. Returns view. */
  slice(index = this.reader, lengthBytes = this.writer - index): ByteBuf {
    return this.makeSlice('slice', 0, index, lengthBytes);
  }

  /** As {@link slice}, with a reference of its own. Borrows this buffer; returns owned. */
  retainedSlice(index = this.reader, lengthBytes = this.writer - index): ByteBuf {
    return this.makeSlice('retainedSlice', 1, index, lengthBytes);
  }

  /** As {@link slice} at the reader index, which moves. Returns view. */
  readSlice(lengthBytes: number): ByteBuf {
    return this.makeReadSlice('readSlice', 0, lengthBytes);
  }

  /** As {@link readSlice}, with a reference of its own. Borrows this buffer; returns owned. */
  readRetainedSlice(lengthBytes: number): ByteBuf {
    return this.makeReadSlice('readRetainedSlice', 1, lengthBytes);
  }

  /** The same memory with indices of its own, which begin as this buffer's. Returns view. */
  duplicate(): ByteBuf {
    return this.makeDuplicate('duplicate', 0);
  }

  /** As {@link duplicate}, with a reference of its own. Borrows this buffer; returns owned. */
  retainedDuplicate(): ByteBuf {
    return this.makeDuplicate('retainedDuplicate', 1);
  }

  /** The same bytes with indices of its own, for those who must not change them. Returns view. */
  asReadOnly(): ReadOnlyByteBuf {
    if (this.traits.isReadOnly || this.owner.isPermanent) {
      return this;
    }
    this.owner.share(0, 'asReadOnly');
    return this.derive(this.offset, this.capacity, this.isSlice, true).setIndex(this.reader, this.writer);
  }

  /** This buffer, indices included, for those who must not release it: their `retain` and `release` do nothing. Returns view. */
  asUnreleasable(): ByteBuf {
    this.owner.share(0, 'asUnreleasable');
    return this.rename({ ...this.traits, isReleasable: false });
  }

  /** Which byte comes first in what has no `LE` in its name. */
  order(): ByteOrder;
  /** This buffer, indices included, with its numbers in that order. Returns view, or this buffer if it is in that order. */
  order(endianness: ByteOrder): ByteBuf;
  order(endianness?: ByteOrder): ByteOrder | ByteBuf {
    const { isLittleEndian } = this.traits;
    if (endianness === undefined) {
      return isLittleEndian ? 'LITTLE_ENDIAN' : 'BIG_ENDIAN';
    }
    if (endianness !== 'BIG_ENDIAN' && endianness !== 'LITTLE_ENDIAN') {
      const message = `endianness: ${String(endianness)} (expected: BIG_ENDIAN, LITTLE_ENDIAN)`;
      throw new IllegalArgumentError(message, 'endianness');
    }
    if ((endianness === 'LITTLE_ENDIAN') === isLittleEndian) {
      return this;
    }
    this.owner.share(0, 'order');
    const subject = this.subject as ByteBuf;
    const isOnlySwapped = this.traits.isReleasable === subject.traits.isReleasable;
    if (isLittleEndian && isOnlySwapped) {
      return subject;
    }
    const swapped = swappedEmpty.get(this) ?? this.rename({ ...this.traits, isLittleEndian: !isLittleEndian });
    if (this.owner.isPermanent) {
      swappedEmpty.set(this, swapped);
    }
    return swapped;
  }

  /** A copy of what {@link slice} would show, in memory of its own. Borrows this buffer; returns owned. */
  copy(index = this.reader, lengthBytes = this.writer - index): ByteBuf {
    this.checkReadableRange('copy', index, lengthBytes);
    return this.owner.isPermanent ? this : this.copyInto(this.owner.allocateCopy(lengthBytes), index, lengthBytes);
  }

  /**
   * Moves the readable bytes to the front, so that there is more room behind them. Marks move with them.
   */
  discardReadBytes(): this {
    this.requireWritable();
    this.discard();
    return this;
  }

  /** {@link discardReadBytes} where that is cheap: when nothing is readable, or half the capacity has been read. */
  discardSomeReadBytes(): this {
    this.owner.requireLive();
    if (this.readableBytes === 0 || this.reader >= this.capacity >>> 1) {
      this.discard();
    }
    return this;
  }

  /**
   * The readable bytes, or a range, where they are. Returns view: it is theirs until the buffer grows or is released. Bytes
   * that lie in several pieces, and those of a read-only buffer, are copied instead.
   */
  toBuffer(index = this.reader, lengthBytes = this.writer - index): Buffer {
    this.checkReadableRange('toBuffer', index, lengthBytes);
    const { owner, offset } = this;
    if (!this.traits.isReadOnly && owner.span(offset + index, lengthBytes) === lengthBytes) {
      const at = owner.locate(offset + index, lengthBytes);
      owner.requireAttached(at + lengthBytes);
      return owner.memory.subarray(at, at + lengthBytes);
    }
    const copy = Buffer.allocUnsafeSlow(lengthBytes);
    owner.copyTo(offset + index, lengthBytes, copy, 0);
    return copy;
  }

  /** As {@link toBuffer}, as a plain `Uint8Array`. */
  asUint8Array(index = this.reader, lengthBytes = this.writer - index): Uint8Array {
    const { buffer, byteOffset, length } = this.toBuffer(index, lengthBytes);
    return new Uint8Array(buffer, byteOffset, length);
  }

  /** As {@link toBuffer}, a view of each piece: for `socket.writev` and the like. Nothing is copied but of a read-only buffer. */
  toBuffers(index = this.reader, lengthBytes = this.writer - index): Buffer[] {
    this.checkReadableRange('toBuffers', index, lengthBytes);
    const end = index + lengthBytes;
    const pieces: Buffer[] = [];
    for (let from = index; from < end; ) {
      const span = this.owner.span(this.offset + from, end - from);
      pieces.push(this.toBuffer(from, span));
      from += span;
    }
    return pieces;
  }

  /** Whether the readable bytes are the same. Borrows both. */
  equals(other: ReadOnlyByteBuf): boolean {
    return this === other || equals(this, other);
  }

  /** Which one comes first, byte by byte: negative for this one, positive for `other`, 0 for equal ones. Borrows both. */
  compareTo(other: ReadOnlyByteBuf): number {
    // As in Netty, the empty buffer does not say by how much.
    return this.owner.isPermanent ? Math.sign(compare(this, other)) : compare(this, other);
  }

  /** Netty's hash of the readable bytes. */
  hashCode(): number {
    return hashCode(this);
  }

  /** Netty's description: class, indices, capacity. With a charset, the text of the readable bytes or of a range. */
  override toString(): string;
  override toString(charset: Charset): string;
  override toString(index: number, lengthBytes: number, charset: Charset): string;
  override toString(first?: Charset | number, lengthBytes?: number, charset: Charset = 'utf8'): string {
    if (first === undefined) {
      return this.describe();
    }
    return typeof first === 'number'
      ? this.decode('toString', first, lengthBytes ?? 0, charset)
      : this.decode('toString', this.reader, this.readableBytes, first);
  }

  /** Netty's description: the bytes would not come back from JSON as a buffer. */
  toJSON(): string {
    return this.describe();
  }

  /** Shows indices, count and first bytes in Node's consoles; reads nothing that would be recorded as an access. */
  [Symbol.for('nodejs.util.inspect.custom')](): string {
    const shown = this.owner.peek(this.offset + this.reader, Math.min(this.readableBytes, SHOWN_BYTES));
    return inspect(this.describe(), this.refCnt, shown);
  }

  /** Where the readable bytes of `buffer` lie, for composites. */
  protected static readableSpan(buffer: ByteBuf): BufferSpan {
    const { owner, offset, readerIndex: index, readableBytes: lengthBytes } = buffer;
    owner.expose();
    return { owner, position: offset + index, index, lengthBytes };
  }

  protected override readCopy(lengthBytes: number): ByteBuf {
    this.requireReadable(lengthBytes);
    // For nothing, and of a buffer without room, the allocator gives its empty buffer, as in Netty.
    const copy = this.alloc.buffer(lengthBytes, lengthBytes === 0 ? 0 : this.maxCapacity);
    const filled = this.copyInto(copy, this.reader, lengthBytes, 'readBytes');
    this.reader += lengthBytes;
    return filled;
  }

  /** Netty's description. */
  protected describe(): string {
    const { owner, traits, parent } = this;
    const view = this.isSlice ? SLICE : DUPLICATE;
    const derived = traits.isReadOnly ? READ_ONLY_VIEW : view;
    const className = parent === undefined ? owner.source.className : derived;
    if (traits.isAlias) {
      return `${traits.isReleasable ? 'Swapped' : 'UnreleasableByteBuf'}(${this.parent})`;
    }
    if (owner.isPermanent || !owner.isLive) {
      return owner.isPermanent ? className : `${className}(freed)`;
    }
    const unwrapped = parent === undefined ? undefined : String(parent);
    return describe(className, this, unwrapped);
  }

  private copyInto(copy: ByteBuf, index: number, lengthBytes: number, operation = 'copy'): ByteBuf {
    const at = copy.owner.place(0, lengthBytes);
    this.copyTo(operation, index, copy.owner.memory, at, lengthBytes);
    return copy.setIndex(0, lengthBytes).order(this.order());
  }

  /** Only moves the indices where nothing is readable, so that it is allowed then on what can only be read. */
  private discard(): void {
    const { reader: discardedBytes, readableBytes } = this;
    if (discardedBytes === 0) {
      return;
    }
    if (readableBytes > 0) {
      this.setBytes(0, this, discardedBytes, readableBytes);
    }
    this.reader = 0;
    this.writer = readableBytes;
    this.moveMarks(discardedBytes);
  }

  private makeSlice(operation: string, references: 0 | 1, index: number, lengthBytes: number): ByteBuf {
    const { owner } = this;
    owner.requireLive();
    if (!isIndex(index) || !isIndex(lengthBytes) || index + lengthBytes > this.capacity) {
      throwUnslicable(this.subject, index, lengthBytes, this.isSlice);
    }
    if (owner.isPermanent) {
      return this;
    }
    this.share(operation, references, owner.tracker && `${index}..${index + lengthBytes}`);
    const slice = this.derive(this.offset + index, lengthBytes, true);
    slice.writer = lengthBytes;
    return slice;
  }

  private makeReadSlice(operation: string, references: 0 | 1, lengthBytes: number): ByteBuf {
    this.requireReadable(lengthBytes);
    const slice = this.makeSlice(operation, references, this.reader, lengthBytes);
    this.reader += lengthBytes;
    return slice;
  }

  private makeDuplicate(operation: string, references: 0 | 1): ByteBuf {
    const { owner, traits } = this;
    owner.requireLive();
    this.share(operation, references);
    if (owner.isPermanent) {
      return this;
    }
    // Of a read-only view of a slice, only the slice: nobody was given the rest.
    if (this.isSlice && traits.isReadOnly && !this.derivedFrom.isReadOnly()) {
      return this.derive(this.offset, this.capacity, true).setIndex(this.reader, this.writer);
    }
    // Of all the memory, also when this buffer is a slice: so it is in Netty.
    const start = this.offset + this.reader;
    return this.derive(0, owner.capacity, false).setIndex(start, start + this.readableBytes);
  }

  private share(operation: string, references: 0 | 1, hint?: string): void {
    this.owner.share(this.traits.isReleasable ? references : 0, operation, hint);
  }

  /** A further handle with the traits of this one. Those of another name go to another name of the new handle, as in Netty. */
  private derive(offset: number, capacity: number, isSlice: boolean, isReadOnly = this.traits.isReadOnly): ByteBuf {
    const { owner, traits, derivedFrom: parent } = this;
    const lens = { traits: isReadOnly ? READ_ONLY : PLAIN, parent, offset, fixedLength: isSlice ? capacity : -1 };
    const derived = handle(owner, capacity, lens);
    return traits.isAlias ? derived.rename(traits) : derived;
  }

  /** This very buffer under another name, which behaves differently. */
  private rename({ isReleasable, isLittleEndian }: HandleTraits): ByteBuf {
    const { owner, offset, capacity } = this;
    const traits = { isReadOnly: this.traits.isReadOnly, isReleasable, isLittleEndian, isAlias: true };
    const fixedLength = this.isSlice ? capacity : -1;
    const renamed = handle(owner, capacity, { traits, parent: this, offset, fixedLength });
    renamed.shareIndices(this);
    return renamed;
  }

  private requireArray(): void {
    this.owner.requireLive();
    if (this.traits.isReadOnly) {
      throw new ReadOnlyBufferError(`${this} does not show its array, which could be written.`);
    }
    if (!this.hasArray()) {
      throw new UnsupportedOperationError(`direct buffer: ${this} has no array; toBuffer() shows its bytes.`);
    }
  }
}

/** A buffer whose numbers have the lowest byte first. */
class SwappedByteBuf extends ByteBuf {}

swapByteOrder(SwappedByteBuf.prototype);

defineDispose(ByteBuf.prototype, (buffer) => buffer.release());

/** The first handle on a new owner's memory. Takes over the owner's first reference; returns owned. */
export function root(owner: MemoryOwner, capacity: number): ByteBuf {
  const buffer = new ByteBuf(owner, ROOT, capacity, owner.shift, capacity, owner.generation);
  if (owner.tracker !== undefined) {
    owner.setRoot(buffer);
  }
  return buffer;
}

// The class does not name itself: esbuild would then rename it, and users would read `_ByteBuf` in their stacks.

function handle(owner: MemoryOwner, capacity: number, lens: HandleLens): ByteBuf {
  owner.expose();
  const { offset, traits } = lens;
  const writableEnd = traits.isReadOnly || owner.isScattered ? -1 : capacity;
  const epoch = owner.shows(offset, offset + capacity) ? owner.generation : STALE;
  return traits.isLittleEndian
    ? new SwappedByteBuf(owner, lens, capacity, offset + owner.shift, writableEnd, epoch)
    : new ByteBuf(owner, lens, capacity, offset + owner.shift, writableEnd, epoch);
}
