// Invariant: the components lie one behind the other from position 0, and what is shown is inside one of them.

import { throwOutOfRange } from './bounds.ts';
import type { ByteBuf } from './byte-buf.ts';
import { MAX_CAPACITY } from './capacity.ts';
import type { Component } from './component.ts';
import { closeGaps, indexOfComponent, releaseComponents } from './component-list.ts';
import { IllegalArgumentError, ReadOnlyBufferError } from './errors.ts';
import { NO_BLOCK, NO_MEMORY, NO_VIEW } from './memory-block.ts';
import { MemoryOwner } from './memory-owner.ts';
import type { MemorySource } from './memory-source.ts';

/** The longest number. */
const NUMBER_BYTES = 8;

/** Where a number is put together whose bytes lie in several components. It is used before anybody else runs. */
const SCRATCH = Buffer.alloc(NUMBER_BYTES);

const SCRATCH_VIEW = new DataView(SCRATCH.buffer, SCRATCH.byteOffset, NUMBER_BYTES);

/** What was written to a place of its own, and has to be brought to where it belongs. */
interface PendingWrite {
  readonly memory: Buffer;
  readonly position: number;
  readonly lengthBytes: number;
}

/** What a buffer is as a part of a composite. Takes it. */
type ToComponent = (buffer: ByteBuf) => Component;

/** The memory of other owners, one behind the other. It holds a reference to each of their buffers. */
export class CompositeMemory extends MemoryOwner {
  declare private readonly list: Component[];
  readonly #toComponent: ToComponent;
  readonly #maxNumComponents: number;
  /** The index of the component that was looked for last. */
  declare private last: number;
  // What is shown; see `start`, `end` and `shift` of every owner.
  declare private shown: Buffer;
  declare private shownStart: number;
  declare private shownEnd: number;
  declare private shownShift: number;
  declare private readonly self: WeakRef<MemoryOwner>;
  #pending: PendingWrite | MemoryOwner | undefined;

  /** @param source - what the memory comes from that the composite needs itself. */
  constructor(source: MemorySource, maxNumComponents: number, toComponent: ToComponent, maxCapacity = MAX_CAPACITY) {
    super({ ...source, name: 'composite' }, NO_BLOCK, 0, maxCapacity);
    this.list = [];
    this.last = 0;
    this.shown = NO_MEMORY;
    this.shownStart = 0;
    this.shownEnd = 0;
    this.shownShift = 0;
    this.self = new WeakRef<MemoryOwner>(this);
    this.#maxNumComponents = maxNumComponents;
    this.#toComponent = toComponent;
  }

  /** Oldest positions first. */
  get components(): readonly Component[] {
    return this.list;
  }

  get maxNumComponents(): number {
    return this.#maxNumComponents;
  }

  override get memory(): Buffer {
    return this.shown;
  }

  override get start(): number {
    return this.shownStart;
  }

  override get end(): number {
    return this.shownEnd;
  }

  override get shift(): number {
    return this.shownShift;
  }

  override get isDirect(): boolean {
    return this.list.length > 0 && this.list.every(({ buffer }) => buffer.isDirect());
  }

  override get isScattered(): boolean {
    return true;
  }

  override get numPieces(): number {
    return this.list.length === 0 ? 1 : this.list.reduce((sum, { owner }) => sum + owner.numPieces, 0);
  }

  override get parts(): readonly string[] {
    return this.list.map(({ start, end, owner }) => `${start}..${end}: ${owner.summary}`);
  }

  /** Where `position` lies: the index of its component. There must be one. */
  indexOf(position: number): number {
    if (!this.list[this.last]?.holds(position)) {
      this.last = indexOfComponent(this.list, position);
    }
    return this.last;
  }

  override locate(position: number, lengthBytes: number): number {
    // Mostly they are read in order: a shorter way to the next one.
    const next = this.last + 1 < this.list.length ? this.list[this.last + 1] : undefined;
    if (next !== undefined && position >= next.start && position + lengthBytes <= next.end) {
      const { owner, shift } = next;
      if (owner.isShown(position + shift, lengthBytes)) {
        this.last += 1;
        this.enter(next);
        return position + shift + owner.shift;
      }
    }
    return this.#find(position, lengthBytes);
  }

  override place(position: number, lengthBytes: number): number {
    // What was placed last may never have been stored: its value was refused.
    this.#pending = undefined;
    this.#requireWritable(position, lengthBytes);
    const component = this.#componentAt(position, lengthBytes);
    if (component === undefined) {
      return 0;
    }
    if (position + lengthBytes <= component.end) {
      const at = component.owner.place(position + component.shift, lengthBytes);
      this.#pending = component.owner;
      this.enter(component);
      return at;
    }
    const at = this.#gather(position, lengthBytes);
    this.#pending = { memory: this.memory, position, lengthBytes };
    return at;
  }

  override stored(): void {
    const pending = this.#pending;
    this.#pending = undefined;
    if (pending instanceof MemoryOwner) {
      pending.stored();
    } else if (pending !== undefined) {
      this.copyFrom(pending.position, pending.memory.subarray(0, pending.lengthBytes));
    }
  }

  override span(position: number, lengthBytes: number): number {
    const component = this.#componentAt(position, lengthBytes);
    if (component === undefined) {
      return 0;
    }
    return component.owner.span(position + component.shift, Math.min(lengthBytes, component.end - position));
  }

  override copyTo(position: number, lengthBytes: number, dst: Uint8Array, dstIndex: number): void {
    this.#eachPart(position, lengthBytes, (component, from, to) => {
      component.owner.copyTo(from + component.shift, to - from, dst, dstIndex + from - position);
    });
  }

  override copyFrom(position: number, src: Uint8Array): void {
    this.#requireWritable(position, src.length);
    this.#eachPart(position, src.length, (component, from, to) => {
      component.owner.copyFrom(from + component.shift, src.subarray(from - position, to - position));
    });
  }

  override peek(position: number, lengthBytes: number): Buffer {
    const bytes = Buffer.alloc(lengthBytes);
    try {
      this.copyTo(position, lengthBytes, bytes, 0);
    } catch {
      // A component that was released too early has nothing to show.
      return NO_MEMORY;
    }
    return bytes;
  }

  override allocateCopy(lengthBytes: number): ByteBuf {
    const { alloc, isDirect } = this.source;
    return isDirect ? alloc.directBuffer(lengthBytes) : alloc.heapBuffer(lengthBytes);
  }

  /** Adds room at the end, or takes bytes away there. */
  override resize(capacityBytes: number): void {
    const missingBytes = capacityBytes - this.capacity;
    if (missingBytes > 0) {
      const padding = this.allocateCopy(missingBytes);
      padding.writerIndex = missingBytes;
      this.insert(this.list.length, this.#toComponent(padding));
      this.consolidateIfNeeded();
      return;
    }
    const last = this.list.findLastIndex(({ start }) => start < capacityBytes);
    const trimmed = this.list[last];
    if (trimmed !== undefined) {
      trimmed.end = capacityBytes;
    }
    this.remove(last + 1, this.list.length - last - 1);
  }

  /** Takes the component's reference. */
  insert(index: number, component: Component): void {
    const endBytes = this.capacity + component.lengthBytes;
    if (endBytes > MAX_CAPACITY) {
      throw new IllegalArgumentError(
        `Can't increase by ${component.lengthBytes}: ${endBytes} bytes are too many`,
        'buffer',
      );
    }
    if (index === this.list.length) {
      this.list.push(component);
    } else {
      this.list.splice(index, 0, component);
    }
    if (this.tracker !== undefined) {
      component.owner.tracker?.heldBy(this.tracker);
    }
    this.#changed(closeGaps(this.list, index));
  }

  /** Gives the references back of some components, also when one of them was released too often. */
  remove(index: number, numComponents: number): void {
    const removed = this.list.splice(index, numComponents);
    this.#changed(closeGaps(this.list, index));
    releaseComponents(removed, this.tracker);
  }

  /** Gives up the bytes before `position`, which lies in the first component. */
  trimStart(position: number): void {
    this.list[0]?.trimStart(position);
    this.#changed(closeGaps(this.list, 0));
  }

  /** Copies some components into one. */
  consolidate(index: number, numComponents: number): void {
    if (numComponents <= 1) {
      return;
    }
    const consolidated = this.list.slice(index, index + numComponents);
    const start = consolidated[0]?.start ?? 0;
    const lengthBytes = consolidated.reduce((sum, component) => sum + component.lengthBytes, 0);
    const copy = this.allocateCopy(lengthBytes);
    try {
      const bytes = Buffer.allocUnsafe(lengthBytes);
      this.copyTo(start, lengthBytes, bytes, 0);
      copy.writeBytes(bytes);
    } catch (error) {
      copy.release();
      throw error;
    }
    this.list.splice(index, numComponents);
    this.insert(index, this.#toComponent(copy));
    releaseComponents(consolidated, this.tracker);
  }

  /** One component where there would be too many. */
  consolidateIfNeeded(): void {
    if (this.list.length > this.#maxNumComponents) {
      this.consolidate(0, this.list.length);
    }
  }

  protected override lookAway(): void {
    this.show(NO_MEMORY, NO_VIEW, 0, 0, 0);
  }

  /** What is left of the list says what the released composite was. */
  protected override free(): void {
    this.#changed(this.capacity);
    releaseComponents(this.list, this.tracker);
  }

  /** The component at the beginning of a range; none where the range is empty. */
  #componentAt(position: number, lengthBytes: number): Component | undefined {
    if (position + lengthBytes > this.capacity) {
      throwOutOfRange('index', position, lengthBytes, this.capacity);
    }
    if (lengthBytes === 0) {
      this.show(NO_MEMORY, NO_VIEW, 0, 0, 0);
      return undefined;
    }
    const component = this.list[this.indexOf(position)];
    component?.owner.requireLive();
    return component;
  }

  #find(position: number, lengthBytes: number): number {
    const component = this.#componentAt(position, lengthBytes);
    if (component === undefined) {
      return 0;
    }
    if (position + lengthBytes > component.end) {
      return this.#gather(position, lengthBytes);
    }
    const at = component.owner.locate(position + component.shift, lengthBytes);
    this.enter(component);
    return at;
  }

  /** Shows what the component's owner shows of it. Plain, unlike the other private methods, since `locate` is fast. */
  private enter({ owner, start, end, shift }: Component): void {
    if (owner.epoch !== owner.generation) {
      // What is tracked, or put together, is asked every time.
      this.show(owner.memory, owner.view, 0, 0, 0);
      return;
    }
    const from = Math.max(start, owner.start - shift);
    const to = Math.min(end, owner.end - shift);
    this.show(owner.memory, owner.view, from, to, shift + owner.shift);
    this.watch(owner, this.self);
  }

  /** Shows a copy of a range that lies in several components. */
  #gather(position: number, lengthBytes: number): number {
    const isNumber = lengthBytes <= NUMBER_BYTES;
    const bytes = isNumber ? SCRATCH : Buffer.allocUnsafe(lengthBytes);
    this.copyTo(position, lengthBytes, bytes, 0);
    this.show(bytes, isNumber ? SCRATCH_VIEW : NO_VIEW, 0, 0, 0);
    return 0;
  }

  #requireWritable(position: number, lengthBytes: number): void {
    this.#eachPart(position, lengthBytes, ({ isReadOnly, buffer }) => {
      if (isReadOnly) {
        throw new ReadOnlyBufferError(`The component ${buffer} can only be read.`);
      }
    });
  }

  #eachPart(
    position: number,
    lengthBytes: number,
    use: (component: Component, from: number, to: number) => void,
  ): void {
    const end = position + lengthBytes;
    for (let at = position; at < end; ) {
      const component = this.#componentAt(at, 1);
      if (component === undefined) {
        return;
      }
      const to = Math.min(end, component.end);
      use(component, at, to);
      at = to;
    }
  }

  #changed(capacity: number): void {
    this.last = 0;
    this.adopt(NO_BLOCK, capacity);
    this.show(NO_MEMORY, NO_VIEW, 0, 0, 0);
  }

  /**
   * Shows other memory: the positions from `start` up to `end`, which lie `shift` further on there, and which may be touched
   * without asking if there are any.
   */
  private show(memory: Buffer, view: DataView, start: number, end: number, shift: number): void {
    this.shown = memory;
    this.view = view;
    this.shownStart = start;
    this.shownEnd = end;
    this.shownShift = shift;
    this.renew(start < end);
  }
}
