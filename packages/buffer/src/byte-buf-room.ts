import { checkSize, throwUnwritable } from './bounds.ts';
import { ByteBufHandle } from './byte-buf-handle.ts';
import { calculateNewCapacity } from './capacity.ts';

/** The part of ByteBuf that makes room behind the writer index. Every method borrows the buffer. */
export abstract class ByteBufRoom extends ByteBufHandle {
  /**
   * Makes room for `minWritableBytes`, growing as Netty does.
   *
   * @throws IndexOutOfBoundsError when that would exceed `maxCapacity`.
   */
  ensureWritable(minWritableBytes: number): this;
  /**
   * The same without an error, but with an answer: 0, there was room; 1, there is none, and `capacity` is as it was; 2, the
   * buffer has grown; 3, it has grown as far as it can with `force`, and there is still too little room.
   */
  ensureWritable(minWritableBytes: number, force: boolean): 0 | 1 | 2 | 3;
  ensureWritable(minWritableBytes: number, force?: boolean): this | 0 | 1 | 2 | 3 {
    if (force === undefined) {
      this.refuseReadOnly();
      this.makeRoom(minWritableBytes);
      return this;
    }
    this.owner.requireLive();
    checkSize('minWritableBytes', minWritableBytes);
    return this.traits.isReadOnly ? 1 : this.tryToGrow(minWritableBytes, force);
  }

  /** Where the next bytes are written, once there is room for `lengthBytes`; {@link wrote} follows. */
  protected room(operation: string, lengthBytes: number): number {
    const index = this.writer;
    if (this.epoch === this.owner.epoch && index <= this.writableEnd - lengthBytes) {
      return index + this.lift;
    }
    return this.findRoom(operation, lengthBytes);
  }

  /** As {@link shownAt}, for bytes that are going to be written behind the writer index. */
  protected shownRoom(lengthBytes: number): number {
    return this.epoch === this.owner.epoch && this.writer <= this.writableEnd - lengthBytes
      ? this.writer + this.lift
      : -1;
  }

  /** Ends what {@link room} began, after the bytes are there: a value that cannot be converted leaves the index alone. */
  protected wrote(lengthBytes: number): this {
    if (this.epoch !== this.owner.epoch) {
      this.owner.stored();
    }
    this.writer += lengthBytes;
    return this;
  }

  /** Grows where there is too little room behind the writer index. */
  protected makeRoom(lengthBytes: number): void {
    this.checkRoom(lengthBytes);
    if (lengthBytes > this.writableBytes) {
      this.grow(lengthBytes);
    }
  }

  /** Refuses what there could be no room for. */
  protected checkRoom(lengthBytes: number): void {
    checkSize('minWritableBytes', lengthBytes);
    if (this.traits.isReadOnly && lengthBytes > this.writableBytes && lengthBytes <= this.growthBytes) {
      this.refuseReadOnly();
    }
    this.owner.requireLive();
    if (lengthBytes > this.maxWritableBytes) {
      throwUnwritable(this.subject, lengthBytes);
    }
    this.requireWritable();
  }

  /** How many bytes Netty would make room for before it asks whether the buffer can be written. */
  protected get growthBytes(): number {
    return this.maxWritableBytes;
  }

  private tryToGrow(minWritableBytes: number, force: boolean): 0 | 1 | 2 | 3 {
    if (minWritableBytes <= this.writableBytes) {
      return 0;
    }
    if (minWritableBytes <= this.maxWritableBytes) {
      this.grow(minWritableBytes);
      return 2;
    }
    if (!force || this.capacity === this.maxCapacity) {
      return 1;
    }
    this.owner.resize(this.maxCapacity);
    return 3;
  }

  private grow(minWritableBytes: number): void {
    const { writer, maxFastWritableBytes } = this;
    const isInPlace = minWritableBytes <= maxFastWritableBytes;
    const newCapacity = isInPlace
      ? writer + maxFastWritableBytes
      : calculateNewCapacity(writer + minWritableBytes, this.maxCapacity);
    this.owner.resize(newCapacity);
  }

  private findRoom(operation: string, lengthBytes: number): number {
    this.owner.admit(operation);
    this.makeRoom(lengthBytes);
    return this.located(this.owner.place(this.offset + this.writer, lengthBytes));
  }
}
