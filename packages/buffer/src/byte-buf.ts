// The half of ByteBuf that deals with bytes, text, counts and views; integers lie in byte-buf-accessors.ts.

import { checkDestination, checkRange, checkSize, checkSlice, checkSource, throwUnreadable } from './bounds.ts';
import { ByteBufAccessors, type HandleRole } from './byte-buf-accessors.ts';
import { describe, inspect } from './byte-buf-dump.ts';
import { type Charset, checkCharset, encode, maxBytes } from './byte-buf-text.ts';
import { checkCapacities } from './capacity.ts';
import { MemoryOwner, permanentOwner } from './memory-owner.ts';
import { type MemorySource, UNPOOLED_DIRECT } from './memory-source.ts';

/** Netty's names for handles that were not made with their owner. */
const DERIVED_CLASSES = { slice: 'UnpooledSlicedByteBuf', duplicate: 'UnpooledDuplicatedByteBuf' } as const;

/** What bytes are copied from and to. */
type Bytes = Uint8Array | ByteBuf;

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
export class ByteBuf extends ByteBufAccessors {
  /** Gives one reference back when a `using` declaration ends, where the realm has `Symbol.dispose`. */
  declare readonly [Symbol.dispose]: () => void;

  /** Made by allocators and by the methods of other handles. */
  constructor(owner: MemoryOwner, role: HandleRole, offset: number, capacity: number) {
    super(owner, role, offset, capacity);
  }

  get refCnt(): number {
    return this.owner.refCnt;
  }

  /** Adds references, each of which has to be released. Returns this buffer. */
  retain(increment = 1): this {
    this.owner.retain(increment, 'retain');
    return this;
  }

  /** Gives references back; at 0 the memory is gone. Returns whether this call did that. */
  release(decrement = 1): boolean {
    return this.owner.release(decrement);
  }

  /** Leaves `hint` in the leak report of a tracked buffer: who has it in hand here. Borrows. */
  touch(hint?: string): this {
    this.owner.tracker?.touch(hint);
    return this;
  }

  isDirect(): boolean {
    return this.owner.source.isDirect;
  }

  hasArray(): boolean {
    return !this.owner.source.isDirect;
  }

  get readableBytes(): number {
    return this.writerIndex - this.readerIndex;
  }

  /** How many bytes fit without growing. */
  get writableBytes(): number {
    return this.capacity - this.writerIndex;
  }

  /** How many bytes fit at all. */
  get maxWritableBytes(): number {
    return this.maxCapacity - this.writerIndex;
  }

  isReadable(lengthBytes = 1): boolean {
    return this.readableBytes >= lengthBytes;
  }

  isWritable(lengthBytes = 1): boolean {
    return this.writableBytes >= lengthBytes;
  }

  /** Sets both indices to 0; the bytes stay. */
  clear(): this {
    return this.setIndex(0, 0);
  }

  skipBytes(lengthBytes: number): this {
    this.#requireReadable(lengthBytes);
    this.readerIndex += lengthBytes;
    return this;
  }

  /**
   * Copies out of this buffer from `index`. Moves no index of this buffer; moves the writer index of `dst` unless the call
   * says where in `dst`. Borrows both.
   */
  getBytes(index: number, dst: Uint8Array): this;
  getBytes(index: number, dst: ByteBuf, lengthBytes?: number): this;
  getBytes(index: number, dst: Uint8Array | ByteBuf, dstIndex: number, lengthBytes: number): this;
  getBytes(index: number, dst: Uint8Array | ByteBuf, first?: number, second?: number): this {
    if (isByteBuf(dst) && second === undefined) {
      const lengthBytes = first ?? dst.writableBytes;
      this.#copyOut('getBytes', index, dst, dst.writerIndex, lengthBytes);
      dst.wrote(lengthBytes);
    } else {
      this.#copyOut('getBytes', index, dst, first, second);
    }
    return this;
  }

  /** Copies `lengthBytes` into a new buffer and moves behind them. Borrows this buffer; returns owned. */
  readBytes(lengthBytes: number): ByteBuf;
  /** As `getBytes` from the reader index, which moves behind what was read. Borrows both. */
  readBytes(dst: Uint8Array): this;
  readBytes(dst: ByteBuf, lengthBytes?: number): this;
  readBytes(dst: Uint8Array | ByteBuf, dstIndex: number, lengthBytes: number): this;
  readBytes(dst: number | Uint8Array | ByteBuf, first?: number, second?: number): ByteBuf {
    if (typeof dst === 'number') {
      return this.#readCopy(dst);
    }
    if (isByteBuf(dst) && second === undefined) {
      const lengthBytes = first ?? dst.writableBytes;
      checkDestination(dst, lengthBytes);
      this.#readInto(dst, dst.writerIndex, lengthBytes);
      dst.wrote(lengthBytes);
    } else {
      this.#readInto(dst, first, second);
    }
    return this;
  }

  /**
   * Copies into this buffer at `index`. Moves no index of this buffer; moves the reader index of `src` unless the call
   * says where in `src`. Borrows both.
   */
  setBytes(index: number, src: Uint8Array): this;
  setBytes(index: number, src: ByteBuf, lengthBytes?: number): this;
  setBytes(index: number, src: Uint8Array | ByteBuf, srcIndex: number, lengthBytes: number): this;
  setBytes(index: number, src: Uint8Array | ByteBuf, first?: number, second?: number): this {
    if (isByteBuf(src) && second === undefined) {
      const lengthBytes = first ?? src.readableBytes;
      checkRange('index', index, lengthBytes, this.capacity);
      checkSource(src, lengthBytes);
      this.#copyIn('setBytes', index, src, src.readerIndex, lengthBytes);
      src.readerIndex += lengthBytes;
    } else {
      this.#copyIn('setBytes', index, src, first, second);
    }
    return this;
  }

  /** As `setBytes` at the writer index, which moves behind what was written; grows up to `maxCapacity`. Borrows both. */
  writeBytes(src: Uint8Array): this;
  writeBytes(src: ByteBuf, lengthBytes?: number): this;
  writeBytes(src: Uint8Array | ByteBuf, srcIndex: number, lengthBytes: number): this;
  writeBytes(src: Uint8Array | ByteBuf, first?: number, second?: number): this {
    if (isByteBuf(src) && second === undefined) {
      const lengthBytes = first ?? src.readableBytes;
      checkSource(src, lengthBytes);
      this.#appendFrom(src, src.readerIndex, lengthBytes);
      src.readerIndex += lengthBytes;
    } else {
      this.#appendFrom(src, first, second);
    }
    return this;
  }

  writeZero(lengthBytes: number): this {
    checkSize('minWritableBytes', lengthBytes);
    const at = this.room('writeZero', lengthBytes);
    this.owner.memory.fill(0, at, at + lengthBytes);
    return this.wrote(lengthBytes);
  }

  /** The text of `lengthBytes` bytes at `index`; malformed bytes become U+FFFD. */
  getCharSequence(index: number, lengthBytes: number, charset: Charset = 'utf8'): string {
    return this.#decode('getCharSequence', index, lengthBytes, charset);
  }

  readCharSequence(lengthBytes: number, charset: Charset = 'utf8'): string {
    this.#requireReadable(lengthBytes);
    const text = this.#decode('readCharSequence', this.readerIndex, lengthBytes, charset);
    this.readerIndex += lengthBytes;
    return text;
  }

  /** Encodes `text` at `index` and returns the number of bytes. As in Netty, three bytes per UTF-16 unit must have room. */
  setCharSequence(index: number, text: string, charset: Charset = 'utf8'): number {
    checkCharset(charset);
    return encode(text, this.owner.memory, this.rangeAt('setCharSequence', index, maxBytes(text)));
  }

  /** As {@link setCharSequence} at the writer index, which moves; grows, up to `maxCapacity`. */
  writeCharSequence(text: string, charset: Charset = 'utf8'): number {
    checkCharset(charset);
    const at = this.room('writeCharSequence', maxBytes(text));
    const lengthBytes = encode(text, this.owner.memory, at);
    this.wrote(lengthBytes);
    return lengthBytes;
  }

  /** A window on `lengthBytes` bytes at `index`; by default from the reader index to the writer index. Returns view. */
  slice(index = this.readerIndex, lengthBytes = this.writerIndex - index): ByteBuf {
    return this.#slice('slice', 0, index, lengthBytes);
  }

  /** As {@link slice}, with a reference of its own. Borrows this buffer; returns owned. */
  retainedSlice(index = this.readerIndex, lengthBytes = this.writerIndex - index): ByteBuf {
    return this.#slice('retainedSlice', 1, index, lengthBytes);
  }

  /** As {@link slice} at the reader index, which moves. Returns view. */
  readSlice(lengthBytes: number): ByteBuf {
    return this.#readSlice('readSlice', 0, lengthBytes);
  }

  /** As {@link readSlice}, with a reference of its own. Borrows this buffer; returns owned. */
  readRetainedSlice(lengthBytes: number): ByteBuf {
    return this.#readSlice('readRetainedSlice', 1, lengthBytes);
  }

  /** The same memory with indices of its own, which begin as this buffer's. Returns view. */
  duplicate(): ByteBuf {
    return this.#duplicate('duplicate', 0);
  }

  /** As {@link duplicate}, with a reference of its own. Borrows this buffer; returns owned. */
  retainedDuplicate(): ByteBuf {
    return this.#duplicate('retainedDuplicate', 1);
  }

  /** A copy of what {@link slice} would show, in memory of its own. Borrows this buffer; returns owned. */
  copy(index = this.readerIndex, lengthBytes = this.writerIndex - index): ByteBuf {
    return this.#copy('copy', index, lengthBytes, this.owner.source, this.owner.maxCapacity);
  }

  /** The readable bytes where they are. Returns view: it is theirs until the buffer grows or is released. */
  toBuffer(): Buffer {
    const at = this.rangeAt('toBuffer', this.readerIndex, this.readableBytes);
    return this.owner.memory.subarray(at, at + this.readableBytes);
  }

  /** Netty's description: class, indices, capacity. With a charset, the text of the readable bytes or of a range. */
  override toString(): string;
  override toString(charset: Charset): string;
  override toString(index: number, lengthBytes: number, charset: Charset): string;
  override toString(first?: Charset | number, lengthBytes?: number, charset: Charset = 'utf8'): string {
    if (first === undefined) {
      return this.#describe();
    }
    return typeof first === 'number'
      ? this.#decode('toString', first, lengthBytes ?? 0, charset)
      : this.#decode('toString', this.readerIndex, this.readableBytes, first);
  }

  /** Shows indices, count and first bytes in Node's consoles; reads nothing that would be recorded as an access. */
  [Symbol.for('nodejs.util.inspect.custom')](): string {
    const at = this.offset + this.readerIndex;
    return inspect(this.#describe(), this.refCnt, this.owner.memory.subarray(at, at + this.readableBytes));
  }

  #copyOut(operation: string, index: number, dst: Uint8Array | ByteBuf, dstIndex = 0, lengthBytes = sizeOf(dst)): void {
    const at = this.rangeAt(operation, index, lengthBytes);
    if (isByteBuf(dst)) {
      const to = dst.rangeAt(operation, dstIndex, lengthBytes, 'dstIndex');
      this.owner.memory.copy(dst.owner.memory, to, at, at + lengthBytes);
    } else {
      checkRange('dstIndex', dstIndex, lengthBytes, sizeOf(dst));
      this.owner.memory.copy(dst, dstIndex, at, at + lengthBytes);
    }
  }

  #copyIn(operation: string, index: number, src: Uint8Array | ByteBuf, srcIndex = 0, lengthBytes = sizeOf(src)): void {
    const at = this.rangeAt(operation, index, lengthBytes);
    if (isByteBuf(src)) {
      const from = src.rangeAt(operation, srcIndex, lengthBytes, 'srcIndex');
      src.owner.memory.copy(this.owner.memory, at, from, from + lengthBytes);
    } else {
      checkRange('srcIndex', srcIndex, lengthBytes, sizeOf(src));
      this.owner.memory.set(src.subarray(srcIndex, srcIndex + lengthBytes), at);
    }
  }

  #readInto(dst: Bytes, dstIndex = 0, lengthBytes = sizeOf(dst)): void {
    this.#requireReadable(lengthBytes);
    this.#copyOut('readBytes', this.readerIndex, dst, dstIndex, lengthBytes);
    this.readerIndex += lengthBytes;
  }

  #appendFrom(src: Bytes, srcIndex = 0, lengthBytes = sizeOf(src)): void {
    this.ensureWritable(lengthBytes);
    this.#copyIn('writeBytes', this.writerIndex, src, srcIndex, lengthBytes);
    this.wrote(lengthBytes);
  }

  #readCopy(lengthBytes: number): ByteBuf {
    this.#requireReadable(lengthBytes);
    if (lengthBytes === 0) {
      return EMPTY_BUFFER;
    }
    // Direct whatever this buffer is: so Netty's default allocator prefers it.
    const copy = this.#copy('readBytes', this.readerIndex, lengthBytes, UNPOOLED_DIRECT, this.maxCapacity);
    this.readerIndex += lengthBytes;
    return copy;
  }

  #copy(operation: string, index: number, lengthBytes: number, source: MemorySource, maxCapacity: number): ByteBuf {
    const at = this.rangeAt(operation, index, lengthBytes);
    const copy = allocate(source, lengthBytes, maxCapacity);
    this.owner.memory.copy(copy.owner.memory, 0, at, at + lengthBytes);
    return copy.wrote(lengthBytes);
  }

  #decode(operation: string, index: number, lengthBytes: number, charset: Charset): string {
    checkCharset(charset);
    const at = this.rangeAt(operation, index, lengthBytes);
    return this.owner.memory.toString(charset, at, at + lengthBytes);
  }

  #slice(operation: string, references: 0 | 1, index: number, lengthBytes: number): ByteBuf {
    const { owner } = this;
    owner.requireLive();
    checkSlice(this, index, lengthBytes, this.role === 'slice');
    owner.share(references, operation, owner.tracker && `${index}..${index + lengthBytes}`);
    return owner.isPermanent ? this : handle(owner, 'slice', this.offset + index, lengthBytes).wrote(lengthBytes);
  }

  #readSlice(operation: string, references: 0 | 1, lengthBytes: number): ByteBuf {
    this.#requireReadable(lengthBytes);
    const slice = this.#slice(operation, references, this.readerIndex, lengthBytes);
    this.readerIndex += lengthBytes;
    return slice;
  }

  /** Of all the memory, also when this buffer is a slice: so it is in Netty. */
  #duplicate(operation: string, references: 0 | 1): ByteBuf {
    const { owner } = this;
    owner.requireLive();
    owner.share(references, operation);
    const start = this.offset + this.readerIndex;
    return owner.isPermanent
      ? this
      : handle(owner, 'duplicate', 0, owner.capacity).setIndex(start, start + this.readableBytes);
  }

  #requireReadable(lengthBytes: number): void {
    checkSize('minimumReadableBytes', lengthBytes);
    this.owner.requireLive();
    if (lengthBytes > this.readableBytes) {
      throwUnreadable(this, lengthBytes);
    }
  }

  #describe(): string {
    const { source, root, isPermanent, refCnt } = this.owner;
    const className = this.role === 'root' ? source.className : DERIVED_CLASSES[this.role];
    if (isPermanent || refCnt === 0) {
      return isPermanent ? className : `${className}(freed)`;
    }
    return describe(className, this, this.role === 'root' ? undefined : String(root));
  }
}

// Sandboxes of test runners may lack the symbol; nothing is patched into them.
if (Symbol.dispose !== undefined) {
  Object.defineProperty(ByteBuf.prototype, Symbol.dispose, {
    value: function dispose(this: ByteBuf): void {
      this.release();
    },
  });
}

/** The buffer without bytes: nobody has to release it, and it is what empty results are. */
export const EMPTY_BUFFER = root(permanentOwner());

/** A new buffer of zeroed memory from `source`. Returns owned. */
export function allocate(source: MemorySource, initialCapacity: number, maxCapacity: number): ByteBuf {
  checkCapacities(initialCapacity, maxCapacity);
  if (maxCapacity === 0) {
    return EMPTY_BUFFER;
  }
  return root(new MemoryOwner(source.name, source, source.allocate(initialCapacity), maxCapacity));
}

/** The first handle on an owner's memory. Takes over the owner's first reference; returns owned. */
export function root(owner: MemoryOwner): ByteBuf {
  const buffer = handle(owner, 'root', 0, owner.capacity);
  owner.setRoot(buffer);
  return buffer;
}

// The class does not name itself: esbuild would then rename it, and users would read `_ByteBuf` in their stacks.

function handle(owner: MemoryOwner, role: HandleRole, offset: number, capacity: number): ByteBuf {
  return new ByteBuf(owner, role, offset, capacity);
}

function isByteBuf(value: unknown): value is ByteBuf {
  return value instanceof ByteBuf;
}

/** How many bytes there are to copy from or to. */
function sizeOf(bytes: Bytes): number {
  return isByteBuf(bytes) ? bytes.capacity : bytes.length;
}
