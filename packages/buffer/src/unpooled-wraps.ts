// Buffers on memory that is there already: `Unpooled.wrappedBuffer` and its kind.

import { isArrayBuffer } from 'node:util/types';
import { checkRange } from './bounds.ts';
import type { ByteArray } from './byte-array.ts';
import { ByteBuf, root } from './byte-buf.ts';
import { MAX_CAPACITY } from './capacity.ts';
import type { CompositeByteBuf } from './composite-byte-buf.ts';
import type { DirectMemory } from './direct-memory.ts';
import { IllegalArgumentError } from './errors.ts';
import { FixedCompositeByteBuf } from './fixed-composite-byte-buf.ts';
import { WholeBlock } from './memory-block.ts';
import { MemoryOwner } from './memory-owner.ts';
import { asBuffer, heapSource, type MemorySource } from './memory-source.ts';
import { detach } from './off-heap-memory.ts';
import type { ReadOnlyByteBuf } from './read-only-byte-buf.ts';
import { COPIES, EMPTY_BUFFER, UnpooledByteBufAllocator } from './unpooled-allocator.ts';

/** Memory that somebody else has allocated, so that nobody counts it. */
const WRAPPED: MemorySource = {
  ...heapSource(UnpooledByteBufAllocator.DEFAULT),
  name: 'wrapped',
  outlivesRelease: false,
  isMovable: false,
};

const COPIED: MemorySource = { ...WRAPPED, name: 'copied', outlivesRelease: true, isMovable: true };

/** Memory that nobody else uses, and that is gone when it is released. */
const GIVEN: MemorySource = { ...WRAPPED, isMovable: true };

const AT_ONCE: Pick<DirectMemory, 'free'> = { free: ({ buffer }) => detach(buffer) };

/** Unmodifiable composites are copied to what the allocator prefers, which is direct. */
const COMPOSED: MemorySource = { ...heapSource(UnpooledByteBufAllocator.DEFAULT), isDirect: true };

/** The memory as a buffer that can be read to its end and cannot grow. Returns owned. */
export function wrapped(memory: Buffer): ByteBuf {
  return onto(WRAPPED, memory);
}

/** As {@link wrapped}, for memory that holds a copy. Takes `memory`; returns owned. */
export function copied(memory: Buffer): ByteBuf {
  return onto(COPIED, memory);
}

/** As {@link wrapped}, for all of an `ArrayBuffer` that is given away with it. Takes `memory`; returns owned. */
export function given(memory: Buffer): ByteBuf {
  const { buffer, length } = memory;
  if (length !== buffer.byteLength || !isArrayBuffer(buffer)) {
    const expected = 'all of an ArrayBuffer that nobody else uses, since it is detached at release';
    throw new IllegalArgumentError(
      `bytes: ${length} of the ${buffer.byteLength} bytes of its ${buffer.constructor.name} (expected: ${expected})`,
      'bytes',
    );
  }
  return onto(GIVEN, memory, AT_ONCE);
}

/** A copy in memory of that capacity, which can grow. Borrows `content`; returns owned. */
export function copiedInto(capacity: number, content: Uint8Array): ByteBuf {
  const block = COPIES.allocate(capacity);
  block.memory.set(content, block.offset);
  return root(new MemoryOwner(COPIES, block, capacity, MAX_CAPACITY), capacity).setIndex(0, content.length);
}

/** One thing to wrap. Borrows an array, takes a buffer; returns owned. */
export function wrapOne(content: ByteArray | ByteBuf): ByteBuf {
  if (!(content instanceof ByteBuf)) {
    return wrapped(bytesOf(content));
  }
  if (content.isReadable()) {
    return content.slice();
  }
  content.release();
  return EMPTY_BUFFER;
}

/** A part of an array; as in Netty a slice of all of it, unless it is empty. Borrows the array; returns owned. */
export function wrapPart(bytes: ByteArray, offset: number, lengthBytes = bytes.byteLength - offset): ByteBuf {
  if (lengthBytes === 0) {
    return EMPTY_BUFFER;
  }
  const whole = wrapped(bytesOf(bytes));
  if (offset === 0 && lengthBytes === bytes.byteLength) {
    return whole;
  }
  try {
    return whole.slice(offset, lengthBytes);
  } catch (error) {
    whole.release();
    throw error;
  }
}

/** Several things to wrap, as one buffer. Borrows arrays, takes buffers; returns owned. */
export function wrapAll(contents: readonly (ByteArray | ByteBuf)[], maxNumComponents = contents.length): ByteBuf {
  const [first, ...rest] = contents;
  if (first === undefined) {
    return EMPTY_BUFFER;
  }
  if (rest.length === 0) {
    return wrapOne(first);
  }
  const buffers = contents
    .map((content) => (content instanceof ByteBuf ? content : wrapOne(content)))
    // Arrays without bytes are no components, as in Netty; buffers without are.
    .filter((buffer, index) => buffer !== EMPTY_BUFFER || contents[index] === EMPTY_BUFFER);
  while (buffers[0]?.isReadable() === false) {
    buffers.shift()?.release();
  }
  return buffers.length === 0 ? EMPTY_BUFFER : compose(buffers, maxNumComponents);
}

/** As {@link wrapAll}, for buffers that nobody may change through it. Takes `buffers`; returns owned. */
export function wrapUnmodifiable(buffers: readonly ByteBuf[]): ReadOnlyByteBuf {
  const [first, ...rest] = buffers;
  if (first === undefined) {
    return EMPTY_BUFFER;
  }
  if (rest.length === 0) {
    return first.asReadOnly();
  }
  requireOneOrder(buffers, 'All ByteBufs need to have same ByteOrder');
  return new FixedCompositeByteBuf(COMPOSED, buffers).order(first.order());
}

/** The memory of an array, or of a part of it. Borrows it. */
export function bytesOf(bytes: ByteArray, offset = 0, lengthBytes = bytes.byteLength - offset): Buffer {
  if (!ArrayBuffer.isView(bytes)) {
    throw new IllegalArgumentError(
      `bytes: ${String(bytes)} (expected: a Uint8Array, a DataView or a ByteBuf)`,
      'bytes',
    );
  }
  checkRange('index', offset, lengthBytes, bytes.byteLength);
  const memory = asBuffer(bytes);
  return lengthBytes === memory.length ? memory : memory.subarray(offset, offset + lengthBytes);
}

/** Refuses buffers whose numbers would mean different bytes. */
export function requireOneOrder(buffers: readonly ReadOnlyByteBuf[], message: string): void {
  const [first, ...rest] = buffers;
  if (rest.some((buffer) => buffer.order() !== first?.order())) {
    throw new IllegalArgumentError(message, 'buffers');
  }
}

function onto(source: MemorySource, memory: Buffer, home?: Pick<DirectMemory, 'free'>): ByteBuf {
  const { length } = memory;
  return length === 0
    ? EMPTY_BUFFER
    : root(new MemoryOwner(source, new WholeBlock(memory, undefined, home), length, length), length).setIndex(
        0,
        length,
      );
}

function compose(buffers: readonly ByteBuf[], maxNumComponents: number): CompositeByteBuf {
  const composite = UnpooledByteBufAllocator.DEFAULT.compositeHeapBuffer(maxNumComponents);
  try {
    return composite.addComponents(true, buffers);
  } catch (error) {
    composite.release();
    throw error;
  }
}
