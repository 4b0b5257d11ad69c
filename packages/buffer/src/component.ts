import type { ByteBuf } from './byte-buf.ts';
import type { MemoryOwner } from './memory-owner.ts';

/** Where some of a buffer's bytes lie. */
export interface BufferSpan {
  readonly owner: MemoryOwner;
  /** In the owner's memory. */
  readonly position: number;
  /** In the buffer. */
  readonly index: number;
  readonly lengthBytes: number;
}

/**
 * A buffer that is a part of a composite: the bytes that were readable when it was added, wherever its indices go later.
 *
 * It stands for the reference that the composite was given.
 */
export class Component {
  readonly buffer: ByteBuf;
  readonly owner: MemoryOwner;
  readonly isReadOnly: boolean;
  /** Where the part lies in the composite. */
  start = 0;
  end: number;
  /** Where it begins in the owner's memory, and in the buffer. */
  position: number;
  index: number;

  constructor(buffer: ByteBuf, { owner, position, index, lengthBytes }: BufferSpan) {
    this.buffer = buffer;
    this.owner = owner;
    this.isReadOnly = buffer.isReadOnly();
    this.position = position;
    this.index = index;
    this.end = lengthBytes;
  }

  get lengthBytes(): number {
    return this.end - this.start;
  }

  /** How much further on a position of the composite lies in the owner's memory. */
  get shift(): number {
    return this.position - this.start;
  }

  holds(position: number): boolean {
    return position >= this.start && position < this.end;
  }

  moveTo(start: number): void {
    this.end += start - this.start;
    this.start = start;
  }

  /** Gives up what lies before `start`. */
  trimStart(start: number): void {
    const trimmedBytes = start - this.start;
    this.start = start;
    this.position += trimmedBytes;
    this.index += trimmedBytes;
  }

  /** The same bytes of the same buffer as a part of another composite. Takes a reference, which the caller has added. */
  part(from: number, to: number): Component {
    const offset = from - this.start;
    const { owner } = this;
    const span = { owner, position: this.position + offset, index: this.index + offset, lengthBytes: to - from };
    return new Component(this.buffer, span);
  }

  /** A window on a part of it, by default on all of it. Returns view. */
  slice(from = this.start, to = this.end): ByteBuf {
    return this.buffer.order('BIG_ENDIAN').slice(this.index + from - this.start, to - from);
  }
}
