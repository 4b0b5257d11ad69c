// What is left of a buffer when its block, and with it the count of references, is another one's.

import { type ByteBuf, PooledByteBufAllocator, Unpooled } from '@watertight/buffer';
import { leakDetector } from '@watertight/leak-detector';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { illegalCount, outcome } from './outcome.ts';

const { level } = leakDetector;

// Tracked buffers never share what counts their references.
beforeAll(() => leakDetector.setLevel('disabled'));
afterAll(() => leakDetector.setLevel(level));

const LATE = illegalCount('refCnt: 0. This ByteBuf was already released; leak level "paranoid" tells where.');

/** What anybody can still learn of a buffer that is released. */
function remains(buffer: ByteBuf): unknown {
  return {
    refCnt: buffer.refCnt,
    isAccessible: buffer.isAccessible(),
    capacity: buffer.capacity,
    maxCapacity: buffer.maxCapacity,
    text: String(buffer),
    read: outcome(() => buffer.getByte(0)),
    written: outcome(() => buffer.setByte(0, 9)),
    retained: outcome(() => buffer.retain().refCnt),
    released: outcome(() => buffer.release()),
  };
}

/** Each makes handles that outlive the buffer; the first releases it. */
const LIVES: readonly (readonly [string, (buffer: ByteBuf) => readonly ByteBuf[]])[] = [
  ['the buffer itself', (buffer) => [buffer]],
  ['a slice', (buffer) => [buffer, buffer.slice(0, 8)]],
  ['a duplicate and a slice of it', (buffer) => [buffer, buffer.duplicate(), buffer.duplicate().slice(0, 8)]],
  ['a slice that releases it', (buffer) => [buffer.slice(0, 8), buffer]],
  ['another byte order', (buffer) => [buffer.order('LITTLE_ENDIAN'), buffer]],
  ['what can only be read', (buffer) => [buffer, buffer.asReadOnly() as ByteBuf]],
  ['what cannot be released', (buffer) => [buffer, Unpooled.unreleasableBuffer(buffer)]],
  ['a buffer that has grown', (buffer) => [buffer.ensureWritable(100)]],
  ['a buffer that has shrunk where it is', (buffer) => [withCapacity(buffer, 12)]],
];

test.for(LIVES)('no handle reaches the next buffer in its block: %s', ([, handlesOf]) => {
  const pool = new PooledByteBufAllocator();
  // The same block each time: what owns it is kept after the first.
  pool.directBuffer(10, 100).release();
  pool.directBuffer(16, 200).release();
  const handles = handlesOf(pool.directBuffer(16, 200).writeLong(1n).writeLong(2n));
  const capacities = handles.map(({ capacity, maxCapacity }) => ({ capacity, maxCapacity }));
  handles[0]?.release();
  const before = handles.map(remains);
  using next = pool.directBuffer(16, 400).writeLong(3n).writeLong(4n);
  using grown = pool.directBuffer(112, 500).writeLong(5n);
  const after = handles.map(remains);
  expect([after, [next.refCnt, next.getLong(0), next.getLong(8)], [grown.refCnt, grown.getLong(0)]]).toEqual([
    before,
    [1, 3n, 4n],
    [1, 5n],
  ]);
  expect(after).toMatchObject(capacities.map((kept) => ({ ...kept, refCnt: 0, isAccessible: false, read: LATE })));
});

test('a composite does not reach the next buffer in the block of a component that was released too often', () => {
  const pool = new PooledByteBufAllocator();
  const component = pool.directBuffer(16, 16).writeLong(1n).writeLong(2n);
  const composite = pool.compositeBuffer().addComponent(true, component);
  component.release();
  using next = pool.directBuffer(16, 16).writeLong(3n).writeLong(4n);
  expect([outcome(() => composite.getLong(0)), outcome(() => composite.setLong(0, 9n)), next.getLong(0)]).toEqual([
    LATE,
    LATE,
    3n,
  ]);
  expect([outcome(() => composite.release()), next.refCnt]).toMatchObject([{ error: 'IllegalReferenceCountError' }, 1]);
});

function withCapacity(buffer: ByteBuf, capacityBytes: number): ByteBuf {
  buffer.capacity = capacityBytes;
  return buffer;
}
