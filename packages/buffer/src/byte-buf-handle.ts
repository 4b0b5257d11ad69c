// Invariant: bytes are reached behind one guard, which compares one number of the owner's with the handle's. Released,
// tracked, scattered, grown and shrunk memory all fail it there; what comes after tells them apart.
//
// ByteBuf is one class in seven files, by theme: a class is not split otherwise. What one part needs of another is
// protected, and an accessor costs one call that V8 inlines: no closure, no allocation.

import { type Hint, LEAK_TRACKER, type LeakTracker } from '@watertight/leak-detector';
import { checkRange, checkReadable, checkSize } from './bounds.ts';
import { ByteBufIndices } from './byte-buf-indices.ts';
import { checkCapacity } from './capacity.ts';
import { ReadOnlyBufferError, UnsupportedOperationError } from './errors.ts';
import type { MemoryOwner } from './memory-owner.ts';
import { takenBytes } from './taken-bytes.ts';

/** What a handle and all views of it do not do, or do differently. */
export interface HandleTraits {
  readonly isReadOnly: boolean;
  /** Whether `retain` and `release` count. */
  readonly isReleasable: boolean;
  readonly isLittleEndian: boolean;
  /** Whether it is one more name for another handle, with the same indices. */
  readonly isAlias: boolean;
}

/** What of its owner's memory a handle shows, and how; set apart from the handle because it is the same for most of them. */
export interface HandleLens {
  readonly traits: HandleTraits;
  /** What the handle was derived from; none for the one made with its owner. */
  readonly parent: ByteBufHandle | undefined;
  /** Where index 0 lies in the owner's memory. */
  readonly offset: number;
  /** How long a slice is; below 0 for what is as long as the memory. */
  readonly fixedLength: number;
}

/** The epoch of a handle that has not looked at its memory yet. */
export const STALE = -(2 ** 31);

/** The part of ByteBuf that guards the owner's memory. Every method borrows the buffer. */
export abstract class ByteBufHandle extends ByteBufIndices {
  // Declared and plain for the reason that byte-buf-indices.ts gives. Few, since their bytes are most of what a buffer from
  // a pool costs.

  declare protected owner: MemoryOwner;
  declare private readonly lens: HandleLens;
  // What may be reached without asking while the epoch is the owner's: the indices from `first` up to `end`, which lie
  // `lift` further on in the owner's view. All of them, unless the memory is scattered or has shrunk.
  declare private first: number;
  declare private end: number;
  declare protected lift: number;
  /** As `end`, for writing; below 0 where that is not allowed, or has to be asked for. */
  declare protected writableEnd: number;
  declare protected epoch: number;

  /** Made by `root` and `derived`: a constructor that only assigns is inlined, one that asks the owner is not. */
  constructor(owner: MemoryOwner, lens: HandleLens, end: number, lift: number, writableEnd: number, epoch: number) {
    super();
    this.owner = owner;
    this.lens = lens;
    this.first = 0;
    this.end = end;
    this.lift = lift;
    this.writableEnd = writableEnd;
    this.epoch = epoch;
  }

  protected get traits(): HandleTraits {
    return this.lens.traits;
  }

  protected get parent(): ByteBufHandle | undefined {
    return this.lens.parent;
  }

  protected get offset(): number {
    return this.lens.offset;
  }

  /** What the leak detector remembers of the memory, where it is tracked. */
  get [LEAK_TRACKER](): LeakTracker | undefined {
    return this.owner.tracker;
  }

  get refCnt(): number {
    return this.owner.refCnt;
  }

  /** Adds references, each of which has to be released. Returns this buffer. */
  retain(increment = 1): this {
    if (this.traits.isReleasable) {
      this.owner.retain(increment, 'retain');
    }
    return this;
  }

  /** Gives references back; at 0 the memory is gone. Returns whether this call did that. */
  release(decrement = 1): boolean {
    const { owner } = this;
    // Only the handle that was made with it knows such an owner, and that one is releasable.
    if (decrement === 1 && owner.isRecyclable) {
      this.owner = owner.recycle();
      return true;
    }
    return this.traits.isReleasable && owner.release(decrement);
  }

  /**
   * The readable bytes in memory that nobody else has, for another thread: `port.postMessage(bytes, [bytes.buffer])`. The
   * memory of an unpooled buffer that has one reference is moved there, so that views of it are empty; what is pooled,
   * wrapped, in several pieces or retained by others is copied. Memory that threads share stays where it is. Takes this
   * buffer.
   */
  intoUint8Array(): Uint8Array {
    const { reader, readableBytes } = this;
    this.checkReadableRange('intoUint8Array', reader, readableBytes);
    const bytes = takenBytes(this.owner, this.offset + reader, readableBytes, this.traits.isReleasable);
    this.release();
    return bytes;
  }

  /** Leaves `hint` in the leak report of a tracked buffer: who has it in hand here. Borrows. */
  touch(hint?: Hint): this {
    if (this.traits.isReleasable) {
      this.owner.tracker?.touch(hint);
    }
    return this;
  }

  /** How many bytes the buffer has room for now; grows as more are written, up to `maxCapacity`. */
  override get capacity(): number {
    return this.isSlice ? this.lens.fixedLength : this.owner.capacity;
  }

  /**
   * Makes room for exactly so many bytes, in memory of another size. Indices beyond it move to its end.
   *
   * @throws IllegalArgumentError when not a whole number from 0 to `maxCapacity`.
   * @throws UnsupportedOperationError for a slice, whose length is fixed.
   */
  override set capacity(capacityBytes: number) {
    this.requireWritable();
    if (this.isSlice) {
      throw new UnsupportedOperationError(`sliced buffer: the length of ${this} is fixed.`);
    }
    checkCapacity(capacityBytes, this.maxCapacity);
    if (capacityBytes !== this.capacity) {
      this.owner.resize(capacityBytes);
      this.trim();
    }
  }

  override get maxCapacity(): number {
    return this.isSlice ? this.lens.fixedLength : this.owner.maxCapacity;
  }

  /** How many bytes fit without moving to other memory: where a buffer's memory is larger than its capacity, it grows there. */
  get maxFastWritableBytes(): number {
    const { capacity, writer } = this;
    const isDerived = this.subject.parent !== undefined;
    const room = isDerived ? capacity : Math.min(this.owner.roomBytes, this.maxCapacity);
    return Math.max(room, capacity) - writer;
  }

  isWritable(lengthBytes = 1): boolean {
    return !this.traits.isReadOnly && this.writableBytes >= lengthBytes;
  }

  isReadOnly(): boolean {
    return this.traits.isReadOnly;
  }

  /** @throws IndexOutOfBoundsError when fewer bytes are readable. */
  skipBytes(lengthBytes: number): this {
    this.requireReadable(lengthBytes);
    this.reader += lengthBytes;
    return this;
  }

  /** Where `index` lies in the owner's view, once guard and range allow the `lengthBytes` of an integer there. */
  protected integerAt(operation: string, index: number, lengthBytes: number): number {
    if (this.epoch === this.owner.epoch && isInteger(index) && index >= this.first && index <= this.end - lengthBytes) {
      return index + this.lift;
    }
    return this.find(operation, index, lengthBytes);
  }

  /** As {@link integerAt} at the reader index; who calls moves it, after the value is there. */
  protected nextInteger(operation: string, lengthBytes: number): number {
    const index = this.reader;
    if (
      this.epoch === this.owner.epoch &&
      index >= this.first &&
      index <= this.end - lengthBytes &&
      index <= this.writer - lengthBytes
    ) {
      return index + this.lift;
    }
    return this.findNext(operation, lengthBytes);
  }

  /** As {@link integerAt}, for writing; {@link stored} follows. */
  protected integerTo(operation: string, index: number, lengthBytes: number): number {
    if (this.epoch === this.owner.epoch && isInteger(index) && index >= 0 && index <= this.writableEnd - lengthBytes) {
      return index + this.lift;
    }
    return this.findPlace(operation, index, lengthBytes);
  }

  /** Where a range that is going to be read lies in the owner's memory; below 0 where one has to ask. */
  protected shownAt(index: number, lengthBytes: number): number {
    return this.epoch === this.owner.epoch &&
      isInteger(index) &&
      isInteger(lengthBytes) &&
      lengthBytes >= 0 &&
      index >= this.first &&
      index <= this.end - lengthBytes
      ? index + this.lift
      : -1;
  }

  /** As {@link integerAt}, for lengths that a caller chose: where the range lies in the owner's memory. */
  protected rangeAt(operation: string, index: number, lengthBytes: number): number {
    this.checkReadableRange(operation, index, lengthBytes);
    const at = this.owner.locate(this.offset + index, lengthBytes);
    this.owner.requireAttached(at + lengthBytes);
    return at;
  }

  /** As {@link rangeAt}, for writing; {@link stored} follows. */
  protected rangeTo(operation: string, index: number, lengthBytes: number): number {
    this.checkWritableRange(operation, index, lengthBytes);
    const at = this.owner.place(this.offset + index, lengthBytes);
    this.owner.requireAttached(at + lengthBytes);
    return at;
  }

  /** The half of {@link rangeAt} that only refuses. */
  protected checkReadableRange(operation: string, index: number, lengthBytes: number, name = 'index'): void {
    if (this.epoch !== this.owner.epoch) {
      this.owner.admit(operation);
    }
    checkRange(name, index, lengthBytes, this.capacity);
  }

  /** The half of {@link rangeTo} that only refuses. */
  protected checkWritableRange(operation: string, index: number, lengthBytes: number, name = 'index'): void {
    this.requireWritable();
    this.checkReadableRange(operation, index, lengthBytes, name);
  }

  /** Ends what {@link integerTo} or {@link rangeTo} began. */
  protected stored(): this {
    if (this.epoch !== this.owner.epoch) {
      this.owner.stored();
    }
    return this;
  }

  protected requireReadable(lengthBytes: number): void {
    checkSize('minimumReadableBytes', lengthBytes);
    this.owner.requireLive();
    checkReadable(this.subject, lengthBytes);
  }

  /** Whether its length is fixed. */
  protected get isSlice(): boolean {
    return this.lens.fixedLength >= 0;
  }

  /** What errors talk of: another name for a buffer is not mentioned, as in Netty. */
  protected get subject(): ByteBufHandle {
    return this.traits.isAlias && this.parent !== undefined ? this.parent : this;
  }

  /** What a view of this buffer is said to be a view of: as in Netty, never another view. */
  protected get derivedFrom(): ByteBufHandle {
    return this.subject.parent ?? this.subject;
  }

  /** Refuses what changes the buffer, if it can only be read. */
  protected requireWritable(): void {
    this.refuseReadOnly();
    this.owner.requireLive();
  }

  /** Moves indices that are beyond the capacity to its end; also those of what this handle was derived from. */
  protected trim(): void {
    const { capacity } = this;
    this.writer = Math.min(this.writer, capacity);
    this.reader = Math.min(this.reader, capacity);
    this.parent?.trim();
  }

  // Everything that must not be on the fast path.

  private find(operation: string, index: number, lengthBytes: number): number {
    this.checkReadableRange(operation, index, lengthBytes);
    return this.located(this.owner.locate(this.offset + index, lengthBytes));
  }

  private findNext(operation: string, lengthBytes: number): number {
    this.owner.admit(operation);
    checkReadable(this.subject, lengthBytes);
    return this.located(this.owner.locate(this.offset + this.reader, lengthBytes));
  }

  private findPlace(operation: string, index: number, lengthBytes: number): number {
    this.checkWritableRange(operation, index, lengthBytes);
    return this.located(this.owner.place(this.offset + index, lengthBytes));
  }

  protected located(at: number): number {
    // Of what is tracked, the next access asks again anyway.
    if (this.owner.epoch >= 0) {
      this.refresh();
    }
    return at;
  }

  protected refuseReadOnly(): void {
    if (this.traits.isReadOnly) {
      throw new ReadOnlyBufferError(`${this} can only be read; copy() gives a buffer that can be written.`);
    }
  }

  /** Looks again at what the owner shows. */
  private refresh(): void {
    const { owner, offset, traits } = this;
    this.first = Math.max(offset, owner.start) - offset;
    this.end = Math.min(offset + this.capacity, owner.end) - offset;
    this.lift = offset + owner.shift;
    this.writableEnd = traits.isReadOnly || owner.isScattered ? -1 : this.end;
    this.epoch = owner.generation;
  }
}

/** Whether `value` is a whole number of 32 bits. */
function isInteger(value: number): boolean {
  return typeof value === 'number' && (value | 0) === value;
}
