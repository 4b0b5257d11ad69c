import { NUMBERS, type NumberModel } from './integer-model.ts';
import { type Cell, type MemoryModel, Refusal } from './memory-model.ts';

/** A get, set, read or write accessor, taken apart. */
const ACCESSOR = /^(get|set|read|write)([A-Z][a-zA-Z]*?)(LE)?$/;

/** Where a buffer reads and writes next, and what it marked. A view in another byte order has the same ones. */
interface Indices {
  reader: number;
  writer: number;
  markedReader: number;
  markedWriter: number;
}

/** What sets a view apart from its memory. */
interface Shape {
  /** The bytes of a slice, which never change in number; other handles show all of the memory. */
  readonly window?: readonly Cell[] | undefined;
  /** Where a slice begins in the memory. */
  readonly offset?: number;
  readonly isReadOnly?: boolean;
  readonly isLittleEndian?: boolean;
  readonly isUnreleasable?: boolean;
  readonly indices?: Indices;
}

/** A buffer, as plainly as can be: where its bytes are, two indices, and whether it may write. */
export class HandleModel {
  readonly memory: MemoryModel;
  readonly window: readonly Cell[] | undefined;
  readonly offset: number;
  readonly isReadOnly: boolean;
  readonly isLittleEndian: boolean;
  /** Whether references cannot be taken or given back through this handle. */
  readonly isUnreleasable: boolean;
  readonly indices: Indices;

  constructor(memory: MemoryModel, shape: Shape = {}) {
    this.memory = memory;
    this.window = shape.window;
    this.offset = shape.offset ?? 0;
    this.isReadOnly = shape.isReadOnly ?? false;
    this.isLittleEndian = shape.isLittleEndian ?? false;
    this.isUnreleasable = shape.isUnreleasable ?? false;
    this.indices = shape.indices ?? indicesAt(0, 0);
  }

  get readerIndex(): number {
    return this.indices.reader;
  }

  get writerIndex(): number {
    return this.indices.writer;
  }

  get cells(): readonly Cell[] {
    return this.window ?? this.memory.cells;
  }

  get capacity(): number {
    return this.cells.length;
  }

  get maxCapacity(): number {
    return this.window === undefined ? this.memory.maxCapacity : this.capacity;
  }

  get refCnt(): number {
    return this.memory.refCnt;
  }

  get content(): string {
    return Buffer.from(this.cells.map(({ byte }) => byte)).toString('hex');
  }

  setIndex(readerIndex: number, writerIndex: number): this {
    if (!isIndex(readerIndex) || !isIndex(writerIndex) || readerIndex > writerIndex || writerIndex > this.capacity) {
      throw new Refusal('BOUNDS');
    }
    this.indices.reader = readerIndex;
    this.indices.writer = writerIndex;
    return this;
  }

  /** `getIntLE(3)`, `writeBoolean(true)`, … */
  access(accessor: string, ...args: readonly unknown[]): unknown {
    const [, verb, kind = '', littleEndian] = ACCESSOR.exec(accessor) ?? [];
    const number = NUMBERS[kind];
    if (number === undefined) {
      throw new Error(`The model has no ${accessor}.`);
    }
    const reverse = (littleEndian !== undefined) !== this.isLittleEndian;
    switch (verb) {
      case 'get':
        return this.#number(number, this.range(Number(args[0]), number.lengthBytes), reverse);
      case 'read':
        return this.#number(number, this.next(number.lengthBytes), reverse);
      case 'set':
        this.requireWritable();
        put(number, this.range(Number(args[0]), number.lengthBytes), reverse, args[1]);
        return this;
      default:
        put(number, this.room(number.lengthBytes), reverse, args[0]);
        return this;
    }
  }

  /** The bytes from `index` on, for a call that moves no index. */
  range(index: number, lengthBytes: number): readonly Cell[] {
    this.memory.requireLive();
    if (!isIndex(index) || !isIndex(lengthBytes) || index + lengthBytes > this.capacity) {
      throw new Refusal('BOUNDS');
    }
    return this.cells.slice(index, index + lengthBytes);
  }

  /** The bytes that are read next, behind which the reader index moves. */
  next(lengthBytes: number): readonly Cell[] {
    this.requireReadable(lengthBytes);
    this.indices.reader += lengthBytes;
    return this.cells.slice(this.readerIndex - lengthBytes, this.readerIndex);
  }

  requireReadable(lengthBytes: number): void {
    if (!isIndex(lengthBytes)) {
      throw new Refusal('ARGUMENT');
    }
    this.memory.requireLive();
    if (lengthBytes > this.writerIndex - this.readerIndex) {
      throw new Refusal('BOUNDS');
    }
  }

  /** The bytes that are written next, behind which the writer index moves. */
  room(lengthBytes: number): readonly Cell[] {
    this.ensureWritable(lengthBytes);
    this.indices.writer += lengthBytes;
    return this.cells.slice(this.writerIndex - lengthBytes, this.writerIndex);
  }

  ensureWritable(lengthBytes: number): this {
    this.requireWritable();
    if (!isIndex(lengthBytes)) {
      throw new Refusal('ARGUMENT');
    }
    this.memory.requireLive();
    const end = this.writerIndex + lengthBytes;
    if (end > this.maxCapacity) {
      throw new Refusal('BOUNDS');
    }
    if (end > this.capacity) {
      this.memory.grow(end);
    }
    return this;
  }

  requireWritable(): void {
    if (this.isReadOnly) {
      throw new Refusal('READ_ONLY');
    }
  }

  slice(index: number, lengthBytes: number): HandleModel {
    const window = this.range(index, lengthBytes);
    const slice = this.#derived({ window, offset: this.offset + index });
    return slice.setIndex(0, lengthBytes);
  }

  /** Of all the memory, also when this is a slice, unless it is for reading only. */
  duplicate(): HandleModel {
    this.memory.requireLive();
    if (this.isReadOnly) {
      return this.#like({ indices: indicesAt(this.readerIndex, this.writerIndex) });
    }
    const duplicate = this.#derived({ window: undefined, offset: 0 });
    return duplicate.setIndex(this.offset + this.readerIndex, this.offset + this.writerIndex);
  }

  /** The same bytes and indices, its numbers in the other byte order. */
  swapped(): HandleModel {
    return this.#like({ isLittleEndian: !this.isLittleEndian });
  }

  /** The same bytes and indices, for those who must not release them. */
  asUnreleasable(): HandleModel {
    return this.#like({ isUnreleasable: true });
  }

  /** The same bytes, with indices of its own, for reading; this one if it is for reading only itself. */
  asReadOnly(): HandleModel {
    return this.isReadOnly
      ? this
      : this.#like({ isReadOnly: true, indices: indicesAt(this.readerIndex, this.writerIndex) });
  }

  retain(increment: number): this {
    if (!this.isUnreleasable) {
      this.memory.retain(increment);
    }
    return this;
  }

  release(decrement: number): boolean {
    return this.isUnreleasable ? false : this.memory.release(decrement);
  }

  mark(): this {
    this.indices.markedReader = this.readerIndex;
    this.indices.markedWriter = this.writerIndex;
    return this;
  }

  /** Moves what can still be read to the front. */
  discardReadBytes(): this {
    this.memory.requireLive();
    const rest = this.cells.slice(this.readerIndex, this.writerIndex).map(({ byte }) => byte);
    store(this.cells.slice(0, rest.length), rest);
    const { reader: discarded, markedReader, markedWriter } = this.indices;
    this.indices.reader = 0;
    this.indices.writer = rest.length;
    this.indices.markedReader = Math.max(0, markedReader - discarded);
    // As in Netty, where the marks move together they may end up before the front.
    this.indices.markedWriter =
      markedReader > discarded ? markedWriter - discarded : Math.max(0, markedWriter - discarded);
    return this;
  }

  /** The same where nothing can be read, or half the capacity has been. */
  discardSomeReadBytes(): this {
    this.memory.requireLive();
    const isWorthIt = this.readerIndex === this.writerIndex || this.readerIndex >= this.capacity >>> 1;
    return isWorthIt ? this.discardReadBytes() : this;
  }

  setCapacity(capacity: number): void {
    this.memory.requireLive();
    if (capacity > this.maxCapacity) {
      throw new Refusal('ARGUMENT');
    }
    this.memory.resize(capacity);
    this.indices.writer = Math.min(this.indices.writer, capacity);
    this.indices.reader = Math.min(this.indices.reader, capacity);
  }

  /** This handle in another shape, with the same indices unless others are given. */
  #like(shape: Shape): HandleModel {
    return new HandleModel(this.memory, { ...this, ...shape });
  }

  #derived(shape: Shape): HandleModel {
    return this.#like({ ...shape, indices: indicesAt(0, 0) });
  }

  #number(number: NumberModel, cells: readonly Cell[], reverse: boolean): unknown {
    const bytes = cells.map(({ byte }) => byte);
    return number.decode(reverse ? bytes.reverse() : bytes);
  }
}

function indicesAt(reader: number, writer: number): Indices {
  return { reader, writer, markedReader: 0, markedWriter: 0 };
}

function put(number: NumberModel, cells: readonly Cell[], reverse: boolean, value: unknown): void {
  const bytes = number.encode(value);
  store(cells, reverse ? bytes.reverse() : bytes);
}

/** Writes `bytes` into as many cells. */
export function store(cells: readonly Cell[], bytes: ArrayLike<number>): void {
  cells.forEach((cell, index) => {
    cell.byte = bytes[index] ?? 0;
  });
}

function isIndex(value: number): boolean {
  return Number.isInteger(value) && value >= 0;
}
