import { checkIndices } from './bounds.ts';

/** Indices to come back to. */
interface Marks {
  reader: number;
  writer: number;
}

/** The part of ByteBuf that knows where to read and to write next. */
export abstract class ByteBufIndices {
  // Declared, so that the constructor's assignments create them: a field that begins as `undefined` is never read fast
  // again. Plain, because as `#private` fields they make every accessor take twice as long (Node 24).
  declare protected reader: number;
  declare protected writer: number;
  /** Made when it is first needed: a field is memory that every buffer takes. Until then both marks are 0. */
  declare protected marks: Marks | undefined;

  protected constructor() {
    this.reader = 0;
    this.writer = 0;
    this.marks = undefined;
  }

  /** How many bytes the buffer has room for now. */
  abstract get capacity(): number;

  /** How many bytes the buffer can be made to have room for. */
  abstract get maxCapacity(): number;

  /** Netty's description of the buffer. */
  abstract toString(): string;

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

  /** Sets both indices to 0; the bytes stay. */
  clear(): this {
    this.reader = 0;
    this.writer = 0;
    return this;
  }

  /** Remembers the reader index for {@link resetReaderIndex}; until then it remembers 0. */
  markReaderIndex(): this {
    this.marks = { reader: this.reader, writer: this.marks?.writer ?? 0 };
    return this;
  }

  /** @throws IndexOutOfBoundsError when the marked index is beyond the writer index by now. */
  resetReaderIndex(): this {
    return this.setIndex(this.marks?.reader ?? 0, this.writer);
  }

  /** Remembers the writer index for {@link resetWriterIndex}; until then it remembers 0. */
  markWriterIndex(): this {
    this.marks = { reader: this.marks?.reader ?? 0, writer: this.writer };
    return this;
  }

  /** @throws IndexOutOfBoundsError when the marked index is before the reader index, or beyond the capacity, by now. */
  resetWriterIndex(): this {
    return this.setIndex(this.reader, this.marks?.writer ?? 0);
  }

  get readableBytes(): number {
    return this.writer - this.reader;
  }

  /** How many bytes fit without growing. */
  get writableBytes(): number {
    return this.capacity - this.writer;
  }

  /** How many bytes fit at all. */
  get maxWritableBytes(): number {
    return this.maxCapacity - this.writer;
  }

  isReadable(lengthBytes = 1): boolean {
    return this.readableBytes >= lengthBytes;
  }

  /** Moves the marks along with bytes that move to the front. */
  protected moveMarks(discardedBytes: number): void {
    const { marks } = this;
    if (marks === undefined) {
      return;
    }
    if (marks.reader > discardedBytes) {
      marks.reader -= discardedBytes;
      marks.writer -= discardedBytes;
    } else {
      marks.reader = 0;
      marks.writer = Math.max(0, marks.writer - discardedBytes);
    }
  }

  /** Makes this handle one more name for `other`: whichever's indices and marks move, both do. */
  protected shareIndices(other: ByteBufIndices): void {
    for (const name of ['reader', 'writer', 'marks'] as const) {
      Object.defineProperty(this, name, {
        get: () => other[name],
        set: (value: never) => {
          other[name] = value;
        },
      });
    }
  }
}
