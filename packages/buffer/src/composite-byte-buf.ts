import { checkRange } from './bounds.ts';
import { ByteBuf, ROOT } from './byte-buf.ts';
import { Component } from './component.ts';
import { checkComponentIndex, checkComponentPosition, checkComponentRange } from './composite-bounds.ts';
import { CompositeMemory } from './composite-memory.ts';
import { IllegalArgumentError, UnsupportedOperationError } from './errors.ts';
import type { MemorySource } from './memory-source.ts';
import { ReferenceCountUtil } from './reference-count-util.ts';

/** More components than this become one, unless said otherwise. */
const DEFAULT_MAX_NUM_COMPONENTS = 16;

/**
 * Several buffers that are read and written as one, without being copied: Netty 4.1's `CompositeByteBuf`.
 *
 * It takes a reference of each buffer that is added, also where adding fails, and gives it back when the component is
 * removed or the composite released. A component is what was readable when it was added.
 */
export class CompositeByteBuf extends ByteBuf implements Iterable<ByteBuf> {
  declare protected owner: CompositeMemory;

  /** Made by allocators and by `Unpooled`. */
  constructor(source: MemorySource, maxNumComponents = DEFAULT_MAX_NUM_COMPONENTS) {
    if (!Number.isSafeInteger(maxNumComponents) || maxNumComponents < 1) {
      const message = `maxNumComponents: ${String(maxNumComponents)} (expected: >= 1)`;
      throw new IllegalArgumentError(message, 'maxNumComponents');
    }
    const owner = new CompositeMemory(
      { ...source, className: 'CompositeByteBuf' },
      maxNumComponents,
      (buffer) => new Component(buffer, ByteBuf.readableSpan(buffer)),
    );
    super(owner, ROOT, 0, 0, -1, 0);
    owner.setRoot(this);
  }

  get numComponents(): number {
    return this.owner.components.length;
  }

  /** With more components than this, all of them become one. */
  get maxNumComponents(): number {
    return this.owner.maxNumComponents;
  }

  /**
   * Adds a buffer at the end or at an index among the components. `writerIndex` moves behind it only where
   * `increaseWriterIndex` is said. Takes `buffer`.
   */
  addComponent(buffer: ByteBuf): this;
  addComponent(increaseWriterIndex: boolean, buffer: ByteBuf): this;
  addComponent(cIndex: number, buffer: ByteBuf): this;
  addComponent(increaseWriterIndex: boolean, cIndex: number, buffer: ByteBuf): this;
  addComponent(...args: readonly (ByteBuf | number | boolean)[]): this {
    const { increases, cIndex, added } = this.#placement<ByteBuf>(args);
    this.#add(increases, cIndex, added);
    this.owner.consolidateIfNeeded();
    return this;
  }

  /**
   * Adds buffers as {@link addComponent} does, one behind the other, up to the first `null`. Takes all of them: those that
   * are not added are released.
   */
  addComponents(buffers: Iterable<ByteBuf | null>): this;
  addComponents(increaseWriterIndex: boolean, buffers: Iterable<ByteBuf | null>): this;
  addComponents(cIndex: number, buffers: Iterable<ByteBuf | null>): this;
  addComponents(increaseWriterIndex: boolean, cIndex: number, buffers: Iterable<ByteBuf | null>): this;
  addComponents(...args: readonly (Iterable<ByteBuf | null> | number | boolean)[]): this {
    const { increases, cIndex, added } = this.#placement<Iterable<ByteBuf | null>>(args);
    if (added instanceof ByteBuf) {
      return this.addComponent(increases, cIndex, added);
    }
    const rest = iteratorOf(added);
    try {
      this.owner.requireLive();
      checkComponentPosition(this, cIndex);
      let at = cIndex;
      for (let next = rest.next(); next.done !== true && next.value !== null; next = rest.next()) {
        this.#add(increases, at, next.value);
        at += 1;
      }
    } finally {
      for (let next = rest.next(); next.done !== true; next = rest.next()) {
        ReferenceCountUtil.safeRelease(next.value);
      }
    }
    this.owner.consolidateIfNeeded();
    return this;
  }

  /** As {@link addComponent} at the end; of a composite, what is readable of its components. Takes `buffer`. */
  addFlattenedComponents(increaseWriterIndex: boolean, buffer: ByteBuf): this {
    requireByteBuf(buffer);
    if (!buffer.isReadable()) {
      buffer.release();
      return this;
    }
    if (!isComposite(buffer)) {
      return this.addComponent(increaseWriterIndex, this.numComponents, buffer);
    }
    const { readerIndex, writerIndex, readableBytes } = buffer;
    const before = this.numComponents;
    try {
      buffer.checkReadableRange('addFlattenedComponents', readerIndex, readableBytes);
      for (const component of buffer.owner.components) {
        const [from, to] = [Math.max(readerIndex, component.start), Math.min(writerIndex, component.end)];
        if (from < to) {
          this.#insert(this.numComponents, component.buffer.retain(), component.part(from, to));
        }
      }
    } catch (error) {
      this.owner.remove(before, this.numComponents - before);
      throw error;
    } finally {
      buffer.release();
    }
    if (increaseWriterIndex) {
      this.writer += readableBytes;
    }
    this.owner.consolidateIfNeeded();
    return this;
  }

  /** Gives the component's reference back. Indices that are beyond the capacity then move to its end. */
  removeComponent(cIndex: number): this {
    this.owner.requireLive();
    checkComponentIndex(this, cIndex);
    return this.removeComponents(cIndex, 1);
  }

  /** As {@link removeComponent}, for several. */
  removeComponents(cIndex: number, numComponents: number): this {
    this.owner.requireLive();
    checkComponentRange(this, cIndex, numComponents);
    try {
      this.owner.remove(cIndex, numComponents);
    } finally {
      this.trim();
    }
    return this;
  }

  /** The whole buffer that a component is a part of, with indices of its own. Returns view. */
  component(cIndex: number): ByteBuf {
    return this.#componentAt(cIndex).buffer.order('BIG_ENDIAN').duplicate();
  }

  /** As {@link component}, of the one that the byte `index` lies in. Returns view. */
  componentAtOffset(index: number): ByteBuf {
    return this.component(this.toComponentIndex(index));
  }

  /** The part of a buffer that a component is. Returns view. */
  internalComponent(cIndex: number): ByteBuf {
    return this.#componentAt(cIndex).slice();
  }

  /** As {@link internalComponent}, of the one that the byte `index` lies in. Returns view. */
  internalComponentAtOffset(index: number): ByteBuf {
    return this.internalComponent(this.toComponentIndex(index));
  }

  /** Which component the byte `index` lies in. */
  toComponentIndex(index: number): number {
    this.owner.requireLive();
    checkRange('index', index, 1, this.capacity);
    return this.owner.indexOf(index);
  }

  /** At which index a component begins. */
  toByteIndex(cIndex: number): number {
    return this.#componentAt(cIndex).start;
  }

  /** The parts that the components are, as they are now. Returns views. */
  [Symbol.iterator](): Iterator<ByteBuf> {
    this.owner.requireLive();
    return this.owner.components.map((component) => component.slice())[Symbol.iterator]();
  }

  /** What {@link slice} shows, a window for each component. Returns views. */
  decompose(index: number, lengthBytes: number): ByteBuf[] {
    this.owner.requireLive();
    checkRange('index', index, lengthBytes, this.capacity);
    const end = index + lengthBytes;
    if (lengthBytes === 0) {
      return [];
    }
    return this.owner.components
      .filter((component) => component.start < end && component.end > index)
      .map((component) => component.slice(Math.max(index, component.start), Math.min(end, component.end)));
  }

  /** Copies the components, or some of them, into one. */
  consolidate(cIndex = 0, numComponents = this.numComponents): this {
    this.owner.requireLive();
    checkComponentRange(this, cIndex, numComponents);
    this.owner.consolidate(cIndex, numComponents);
    return this;
  }

  /** Gives back the components that have been read to their ends; indices and marks move with what is left. */
  discardReadComponents(): this {
    this.owner.requireLive();
    const { components } = this.owner;
    const unread = components.findIndex(({ end }) => end > this.reader);
    if (this.reader > 0 && unread !== 0) {
      const discardedBytes = components[unread]?.start ?? this.reader;
      try {
        this.owner.remove(0, unread === -1 ? components.length : unread);
      } finally {
        this.#shift(discardedBytes);
      }
    }
    return this;
  }

  /** As {@link discardReadComponents}, and the read part of the next component too. */
  override discardReadBytes(): this {
    this.discardReadComponents();
    const discardedBytes = this.reader;
    if (discardedBytes > 0) {
      this.owner.trimStart(discardedBytes);
      this.#shift(discardedBytes);
    }
    return this;
  }

  override discardSomeReadBytes(): this {
    return this.discardReadComponents();
  }

  override hasArray(): boolean {
    const [only] = this.owner.components;
    return this.numComponents === 0 || (only !== undefined && this.numComponents === 1 && only.buffer.hasArray());
  }

  override array(): Uint8Array {
    return this.#onlyArray()?.array() ?? new Uint8Array(0);
  }

  override arrayOffset(): number {
    const only = this.#onlyArray();
    return only === undefined ? 0 : only.arrayOffset();
  }

  protected override describe(): string {
    return super.describe().replace(/\)$/, `, components=${this.numComponents})`);
  }

  #componentAt(cIndex: number): Component {
    this.owner.requireLive();
    checkComponentIndex(this, cIndex);
    return this.owner.components[cIndex] as Component;
  }

  #add(increases: boolean, cIndex: number, buffer: ByteBuf): void {
    requireByteBuf(buffer);
    const component = new Component(buffer, ByteBuf.readableSpan(buffer));
    this.#insert(cIndex, buffer, component);
    if (increases) {
      this.writer += component.lengthBytes;
    }
  }

  /** Takes `buffer`, on which `component` is, also when it fails. */
  #insert(cIndex: number, buffer: ByteBuf, component: Component): void {
    let isAdded = false;
    try {
      this.owner.requireLive();
      checkComponentPosition(this, cIndex);
      component.owner.requireLive();
      if (component.owner === this.owner) {
        throw new IllegalArgumentError(`buffer: ${buffer} (expected: another buffer than the composite)`, 'buffer');
      }
      this.owner.insert(cIndex, component);
      isAdded = true;
    } finally {
      if (!isAdded) {
        buffer.release();
      }
    }
  }

  #shift(discardedBytes: number): void {
    this.reader -= discardedBytes;
    this.writer -= discardedBytes;
    this.moveMarks(discardedBytes);
  }

  #onlyArray(): ByteBuf | undefined {
    this.owner.requireLive();
    if (this.numComponents > 1) {
      throw new UnsupportedOperationError(`${this} is no array; toBuffers() shows its bytes.`);
    }
    return this.owner.components[0]?.buffer;
  }

  #placement<Added>(args: readonly (Added | number | boolean)[]): Placement<Added> {
    const place = args.at(-2);
    return {
      increases: args[0] === true,
      cIndex: place === undefined || typeof place === 'boolean' ? this.numComponents : (place as number),
      added: args.at(-1) as Added,
    };
  }
}

/** What the arguments of a method that adds come to. */
interface Placement<Added> {
  readonly increases: boolean;
  readonly cIndex: number;
  readonly added: Added;
}

// The class does not name itself, for the reason that byte-buf.ts gives.

function isComposite(buffer: ByteBuf): buffer is CompositeByteBuf {
  return buffer instanceof CompositeByteBuf;
}

function requireByteBuf(buffer: ByteBuf): void {
  if (!(buffer instanceof ByteBuf)) {
    throw new IllegalArgumentError(`buffer: ${String(buffer)} (expected: a ByteBuf)`, 'buffer');
  }
}

function iteratorOf(buffers: Iterable<ByteBuf | null>): Iterator<ByteBuf | null> {
  if (typeof buffers?.[Symbol.iterator] !== 'function') {
    throw new IllegalArgumentError(`buffers: ${String(buffers)} (expected: an iterable of ByteBufs)`, 'buffers');
  }
  return buffers[Symbol.iterator]();
}
