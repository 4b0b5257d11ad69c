// Invariant: integers are read and written behind one guard, which compares one number of the owner's with the handle's.
// Released, tracked and grown memory all fail it there, and `enter` tells them apart.
//
// This is the half of ByteBuf that has to be fast; a class that is split cannot share `#private` fields, so what the
// other half needs of them is protected. An accessor costs one call that V8 inlines: no closure, no allocation.

import { LEAK_TRACKER, type LeakTracker } from '@watertight/leak-detector';
import {
  checkIndices,
  checkRange,
  checkSize,
  isIndex,
  throwOutOfRange,
  throwUnreadable,
  throwUnwritable,
} from './bounds.ts';
import { calculateNewCapacity } from './capacity.ts';
import { getMedium, getMediumLE, getUnsignedMedium, getUnsignedMediumLE, setMedium, setMediumLE } from './medium.ts';
import type { MemoryOwner } from './memory-owner.ts';

/** What a handle is to its owner: made with it, a window of fixed length, or all of it once more. */
export type HandleRole = 'root' | 'slice' | 'duplicate';

/** Indices over an owner's memory, and integers at them. Every method borrows the buffer. */
export abstract class ByteBufAccessors {
  // Declared, so that the constructor's assignments create them: a field that begins as `undefined` is never read fast
  // again. Plain, because as `#private` fields they make every accessor take twice as long (Node 24).
  declare protected readonly owner: MemoryOwner;
  /** Where index 0 lies in the owner's memory. */
  declare protected readonly offset: number;
  declare protected readonly role: HandleRole;
  declare private reader: number;
  declare private writer: number;
  /** The owner's capacity when last looked at; a slice's own length. */
  declare private limit: number;
  declare private epoch: number;

  protected constructor(owner: MemoryOwner, role: HandleRole, offset: number, capacity: number) {
    this.owner = owner;
    this.role = role;
    this.offset = offset;
    this.reader = 0;
    this.writer = 0;
    this.limit = capacity;
    this.epoch = owner.generation;
  }

  /** What the leak detector remembers of the memory, where it is tracked. */
  get [LEAK_TRACKER](): LeakTracker | undefined {
    return this.owner.tracker;
  }

  /** How many bytes the buffer has room for now; grows as more are written, up to `maxCapacity`. */
  get capacity(): number {
    return this.role === 'slice' ? this.limit : this.owner.capacity;
  }

  get maxCapacity(): number {
    return this.role === 'slice' ? this.limit : this.owner.maxCapacity;
  }

  /** Where the next `read…` begins; readable on a released buffer too. */
  get readerIndex(): number {
    return this.reader;
  }

  /** @throws IndexOutOfBoundsError when not a whole number from 0 to `writerIndex`. */
  set readerIndex(index: number) {
    this.setIndex(index, this.writer);
  }

  /** Where the next `write…` begins; readable on a released buffer too. */
  get writerIndex(): number {
    return this.writer;
  }

  /** @throws IndexOutOfBoundsError when not a whole number from `readerIndex` to `capacity`. */
  set writerIndex(index: number) {
    this.setIndex(this.reader, index);
  }

  /**
   * Sets both indices.
   *
   * @throws IndexOutOfBoundsError unless 0 <= `readerIndex` <= `writerIndex` <= `capacity`.
   */
  setIndex(readerIndex: number, writerIndex: number): this {
    checkIndices(readerIndex, writerIndex, this.capacity);
    this.reader = readerIndex;
    this.writer = writerIndex;
    return this;
  }

  /**
   * Makes room for `minWritableBytes`, growing as Netty does.
   *
   * @throws IndexOutOfBoundsError when that would exceed `maxCapacity`.
   */
  ensureWritable(minWritableBytes: number): this {
    checkSize('minWritableBytes', minWritableBytes);
    this.owner.requireLive();
    if (minWritableBytes > this.capacity - this.writer) {
      this.grow(minWritableBytes);
    }
    return this;
  }

  // At an index, which counts from 0 whatever has been read. `LE`: the lowest byte comes first. A value that does not fit
  // is cut to its lowest bytes, as in Java. Signed values are set as unsigned ones, which are the same bits: V8's compilers
  // give up on DataView's signed setters for good (Node 24: 10 ns instead of 0.4).

  getByte(index: number): number {
    return this.owner.view.getInt8(this.integerAt('getByte', index, 1));
  }

  getUnsignedByte(index: number): number {
    return this.owner.view.getUint8(this.integerAt('getUnsignedByte', index, 1));
  }

  getShort(index: number): number {
    return this.owner.view.getInt16(this.integerAt('getShort', index, 2));
  }

  getShortLE(index: number): number {
    return this.owner.view.getInt16(this.integerAt('getShortLE', index, 2), true);
  }

  getUnsignedShort(index: number): number {
    return this.owner.view.getUint16(this.integerAt('getUnsignedShort', index, 2));
  }

  getUnsignedShortLE(index: number): number {
    return this.owner.view.getUint16(this.integerAt('getUnsignedShortLE', index, 2), true);
  }

  getMedium(index: number): number {
    return getMedium(this.owner.view, this.integerAt('getMedium', index, 3));
  }

  getMediumLE(index: number): number {
    return getMediumLE(this.owner.view, this.integerAt('getMediumLE', index, 3));
  }

  getUnsignedMedium(index: number): number {
    return getUnsignedMedium(this.owner.view, this.integerAt('getUnsignedMedium', index, 3));
  }

  getUnsignedMediumLE(index: number): number {
    return getUnsignedMediumLE(this.owner.view, this.integerAt('getUnsignedMediumLE', index, 3));
  }

  getInt(index: number): number {
    return this.owner.view.getInt32(this.integerAt('getInt', index, 4));
  }

  getIntLE(index: number): number {
    return this.owner.view.getInt32(this.integerAt('getIntLE', index, 4), true);
  }

  getUnsignedInt(index: number): number {
    return this.owner.view.getUint32(this.integerAt('getUnsignedInt', index, 4));
  }

  getUnsignedIntLE(index: number): number {
    return this.owner.view.getUint32(this.integerAt('getUnsignedIntLE', index, 4), true);
  }

  getLong(index: number): bigint {
    return this.owner.view.getBigInt64(this.integerAt('getLong', index, 8));
  }

  getLongLE(index: number): bigint {
    return this.owner.view.getBigInt64(this.integerAt('getLongLE', index, 8), true);
  }

  setByte(index: number, value: number): this {
    this.owner.view.setUint8(this.integerAt('setByte', index, 1), value);
    return this;
  }

  setShort(index: number, value: number): this {
    this.owner.view.setUint16(this.integerAt('setShort', index, 2), value);
    return this;
  }

  setShortLE(index: number, value: number): this {
    this.owner.view.setUint16(this.integerAt('setShortLE', index, 2), value, true);
    return this;
  }

  setMedium(index: number, value: number): this {
    setMedium(this.owner.view, this.integerAt('setMedium', index, 3), value);
    return this;
  }

  setMediumLE(index: number, value: number): this {
    setMediumLE(this.owner.view, this.integerAt('setMediumLE', index, 3), value);
    return this;
  }

  setInt(index: number, value: number): this {
    this.owner.view.setUint32(this.integerAt('setInt', index, 4), value);
    return this;
  }

  setIntLE(index: number, value: number): this {
    this.owner.view.setUint32(this.integerAt('setIntLE', index, 4), value, true);
    return this;
  }

  setLong(index: number, value: bigint): this {
    this.owner.view.setBigInt64(this.integerAt('setLong', index, 8), value);
    return this;
  }

  setLongLE(index: number, value: bigint): this {
    this.owner.view.setBigInt64(this.integerAt('setLongLE', index, 8), value, true);
    return this;
  }

  // At the reader or the writer index, which then moves behind the value.

  readByte(): number {
    return this.owner.view.getInt8(this.nextInteger('readByte', 1));
  }

  readUnsignedByte(): number {
    return this.owner.view.getUint8(this.nextInteger('readUnsignedByte', 1));
  }

  readShort(): number {
    return this.owner.view.getInt16(this.nextInteger('readShort', 2));
  }

  readShortLE(): number {
    return this.owner.view.getInt16(this.nextInteger('readShortLE', 2), true);
  }

  readUnsignedShort(): number {
    return this.owner.view.getUint16(this.nextInteger('readUnsignedShort', 2));
  }

  readUnsignedShortLE(): number {
    return this.owner.view.getUint16(this.nextInteger('readUnsignedShortLE', 2), true);
  }

  readMedium(): number {
    return getMedium(this.owner.view, this.nextInteger('readMedium', 3));
  }

  readMediumLE(): number {
    return getMediumLE(this.owner.view, this.nextInteger('readMediumLE', 3));
  }

  readUnsignedMedium(): number {
    return getUnsignedMedium(this.owner.view, this.nextInteger('readUnsignedMedium', 3));
  }

  readUnsignedMediumLE(): number {
    return getUnsignedMediumLE(this.owner.view, this.nextInteger('readUnsignedMediumLE', 3));
  }

  readInt(): number {
    return this.owner.view.getInt32(this.nextInteger('readInt', 4));
  }

  readIntLE(): number {
    return this.owner.view.getInt32(this.nextInteger('readIntLE', 4), true);
  }

  readUnsignedInt(): number {
    return this.owner.view.getUint32(this.nextInteger('readUnsignedInt', 4));
  }

  readUnsignedIntLE(): number {
    return this.owner.view.getUint32(this.nextInteger('readUnsignedIntLE', 4), true);
  }

  readLong(): bigint {
    return this.owner.view.getBigInt64(this.nextInteger('readLong', 8));
  }

  readLongLE(): bigint {
    return this.owner.view.getBigInt64(this.nextInteger('readLongLE', 8), true);
  }

  writeByte(value: number): this {
    const at = this.room('writeByte', 1);
    this.owner.view.setUint8(at, value);
    return this.wrote(1);
  }

  writeShort(value: number): this {
    const at = this.room('writeShort', 2);
    this.owner.view.setUint16(at, value);
    return this.wrote(2);
  }

  writeShortLE(value: number): this {
    const at = this.room('writeShortLE', 2);
    this.owner.view.setUint16(at, value, true);
    return this.wrote(2);
  }

  writeMedium(value: number): this {
    const at = this.room('writeMedium', 3);
    setMedium(this.owner.view, at, value);
    return this.wrote(3);
  }

  writeMediumLE(value: number): this {
    const at = this.room('writeMediumLE', 3);
    setMediumLE(this.owner.view, at, value);
    return this.wrote(3);
  }

  writeInt(value: number): this {
    const at = this.room('writeInt', 4);
    this.owner.view.setUint32(at, value);
    return this.wrote(4);
  }

  writeIntLE(value: number): this {
    const at = this.room('writeIntLE', 4);
    this.owner.view.setUint32(at, value, true);
    return this.wrote(4);
  }

  writeLong(value: bigint): this {
    const at = this.room('writeLong', 8);
    this.owner.view.setBigInt64(at, value);
    return this.wrote(8);
  }

  writeLongLE(value: bigint): this {
    const at = this.room('writeLongLE', 8);
    this.owner.view.setBigInt64(at, value, true);
    return this.wrote(8);
  }

  /** Netty's description of the buffer. */
  abstract toString(): string;

  /** Where `index` lies in the owner's memory, once guard and range allow the `lengthBytes` of an integer there. */
  private integerAt(operation: string, index: number, lengthBytes: number): number {
    if (this.epoch !== this.owner.epoch) {
      this.enter(operation);
    }
    if (!isIndex(index) || index > this.limit - lengthBytes) {
      throwOutOfRange('index', index, lengthBytes, this.limit);
    }
    return this.offset + index;
  }

  /** As {@link integerAt}, for lengths that a caller chose. */
  protected rangeAt(operation: string, index: number, lengthBytes: number, name = 'index'): number {
    if (this.epoch !== this.owner.epoch) {
      this.enter(operation);
    }
    checkRange(name, index, lengthBytes, this.limit);
    return this.offset + index;
  }

  /** Where the next byte is written, once there is room for `lengthBytes`; {@link wrote} follows. */
  protected room(operation: string, lengthBytes: number): number {
    if (this.epoch !== this.owner.epoch) {
      this.enter(operation);
    }
    if (this.writer > this.limit - lengthBytes) {
      this.grow(lengthBytes);
    }
    return this.offset + this.writer;
  }

  /** Advances the writer index, after the bytes are there: a value that cannot be converted leaves it alone. */
  protected wrote(lengthBytes: number): this {
    this.writer += lengthBytes;
    return this;
  }

  private nextInteger(operation: string, lengthBytes: number): number {
    if (this.epoch !== this.owner.epoch) {
      this.enter(operation);
    }
    const index = this.reader;
    if (index > this.writer - lengthBytes) {
      throwUnreadable(this, lengthBytes);
    }
    this.reader = index + lengthBytes;
    return this.offset + index;
  }

  /** Everything that must not be on the fast path: released, tracked and grown memory. */
  private enter(operation: string): void {
    this.owner.admit(operation);
    this.refresh();
  }

  private grow(minWritableBytes: number): void {
    if (minWritableBytes > this.maxCapacity - this.writer) {
      throwUnwritable(this, minWritableBytes);
    }
    this.owner.grow(calculateNewCapacity(this.writer + minWritableBytes, this.maxCapacity));
    this.refresh();
  }

  private refresh(): void {
    this.epoch = this.owner.generation;
    this.limit = this.capacity;
  }
}
