import { type ByteBuf, PooledByteBufAllocator, Unpooled, UnpooledByteBufAllocator } from '@watertight/buffer';
import { describe, expect, test } from 'vitest';
import { atLevel } from './detection.ts';
import { illegalArgument, outcome } from './outcome.ts';

const { EMPTY_BUFFER } = Unpooled;

test('an allocator gives 256 zeroed bytes unless told otherwise, direct ones by preference', () => {
  using some = UnpooledByteBufAllocator.DEFAULT.buffer();
  using heap = Unpooled.buffer(3, 4);
  using direct = Unpooled.directBuffer(3, 4);
  expect([some.capacity, some.maxCapacity, some.isDirect()]).toEqual([256, 2 ** 31 - 1, true]);
  expect([heap.capacity, heap.maxCapacity, heap.isDirect()]).toEqual([3, 4, false]);
  expect([direct.capacity, direct.maxCapacity, direct.isDirect()]).toEqual([3, 4, true]);
  expect([...some.setIndex(0, 256).toBuffer()]).toEqual(new Array(256).fill(0));
});

test.for([
  [-1, 8, 'initialCapacity: -1 (expected: >= 0), a whole number of bytes'],
  [1.5, 8, 'initialCapacity: 1.5 (expected: >= 0), a whole number of bytes'],
  [9, 8, 'initialCapacity: 9 (expected: not greater than maxCapacity(8))'],
  [0, NaN, 'maxCapacity: NaN (expected: >= 0), a whole number of bytes'],
  [0, 2 ** 31, 'maxCapacity: 2147483648 (expected: not greater than maxCapacity(2147483647))'],
] as const)('no buffer has the capacities %d and %d', ([initialCapacity, maxCapacity, message]) => {
  expect(outcome(() => Unpooled.buffer(initialCapacity, maxCapacity))).toEqual(illegalArgument(message));
  expect(outcome(() => Unpooled.directBuffer(initialCapacity, maxCapacity))).toEqual(illegalArgument(message));
});

test('a wrapped array and its buffer are the same bytes', () => {
  const array = Uint8Array.of(1, 2, 3);
  using buffer = Unpooled.wrappedBuffer(array);
  expect([buffer.readableBytes, buffer.maxCapacity]).toEqual([3, 3]);
  buffer.setByte(0, 9);
  array[2] = 8;
  expect([array[0], buffer.getByte(2)]).toEqual([9, 8]);
});

test('a copied array and its buffer are not', () => {
  const array = Uint8Array.of(1, 2, 3);
  using buffer = Unpooled.copiedBuffer(array);
  array[0] = 9;
  expect([buffer.getByte(0), buffer.readableBytes, buffer.maxCapacity]).toEqual([1, 3, 3]);
});

test('a copied buffer holds the readable bytes and leaves its model alone', () => {
  using model = Unpooled.copiedBuffer(Uint8Array.of(1, 2, 3)).skipBytes(1);
  using copy = Unpooled.copiedBuffer(model);
  expect([...copy.toBuffer()]).toEqual([2, 3]);
  expect([model.refCnt, model.readerIndex, copy.writeInt(1).capacity]).toEqual([1, 1, 64]);
});

test('copied text is UTF-8', () => {
  using buffer = Unpooled.copiedBuffer('aß€');
  expect([buffer.toString('utf8'), buffer.readableBytes, buffer.capacity]).toEqual(['aß€', 6, 9]);
});

test('a copy is reported as one, without accesses of which its maker knows nothing', () => {
  const model = Unpooled.buffer(4).writeInt(1);
  const left: ByteBuf[] = [];
  const reports = atLevel('paranoid', () => {
    left.push(
      Unpooled.copiedBuffer('aß'),
      Unpooled.copiedBuffer('xaß', 1, 2, 'latin1'),
      Unpooled.copiedBuffer(model),
      Unpooled.copiedBuffer([Uint8Array.of(1), model]),
      Unpooled.copyMedium([1, 2]),
    );
  });
  expect(reports.map(({ summary, accessCounts }) => [summary, accessCounts])).toEqual([
    ['copied · 6 bytes (3 readable)', {}],
    ['copied · 2 bytes (2 readable)', {}],
    ['copied · 4 bytes (4 readable)', {}],
    ['copied · 5 bytes (5 readable)', {}],
    ['copied · 6 bytes (6 readable)', {}],
  ]);
  for (const buffer of [model, ...left]) {
    buffer.release();
  }
});

test('a copy that can grow is counted as the heap memory it is, and one that fails is not', () => {
  const { DEFAULT } = UnpooledByteBufAllocator;
  const { usedHeapMemory } = DEFAULT.metric();
  const used = (): number => DEFAULT.metric().usedHeapMemory - usedHeapMemory;
  const copies = [Unpooled.copiedBuffer('abc'), Unpooled.copyInt([1, 2])];
  expect(used()).toBe(17);
  const released = Unpooled.directBuffer(4).writeInt(1);
  released.release();
  expect(() => Unpooled.copiedBuffer(released)).toThrow(/^refCnt: 0/);
  expect(() => Reflect.apply(Unpooled.copyLong, Unpooled, [[1n, 1]])).toThrow(
    'value: 1 (expected: a bigint, given: number)',
  );
  expect(used()).toBe(17);
  expect([...copies.map((copy) => copy.release()), used()]).toEqual([true, true, 0]);
});

describe('the buffer without bytes', () => {
  test('is what comes of nothing', () => {
    const empties = [
      Unpooled.buffer(0, 0),
      Unpooled.directBuffer(0, 0),
      Unpooled.wrappedBuffer(new Uint8Array(0)),
      Unpooled.copiedBuffer(new Uint8Array(0)),
      Unpooled.copiedBuffer(EMPTY_BUFFER),
      EMPTY_BUFFER.copy(),
      EMPTY_BUFFER.slice(),
      EMPTY_BUFFER.readRetainedSlice(0),
      EMPTY_BUFFER.retainedDuplicate(),
    ];
    expect(empties.map((empty) => empty === EMPTY_BUFFER)).toEqual(empties.map(() => true));
  });

  test('is never released', () => {
    expect([EMPTY_BUFFER.refCnt, EMPTY_BUFFER.release(), EMPTY_BUFFER.retain().refCnt]).toEqual([1, false, 1]);
  });

  test('has room for nothing', () => {
    expect([
      EMPTY_BUFFER.capacity,
      EMPTY_BUFFER.maxCapacity,
      EMPTY_BUFFER.isReadable(),
      EMPTY_BUFFER.isWritable(),
    ]).toEqual([0, 0, false, false]);
    expect(() => EMPTY_BUFFER.writeByte(1)).toThrow('writerIndex(0) + minWritableBytes(1) exceeds maxCapacity(0)');
    expect(() => EMPTY_BUFFER.getByte(0)).toThrow('index: 0, length: 1 (expected: range(0, 0))');
    expect(EMPTY_BUFFER.writeZero(0)).toBe(EMPTY_BUFFER);
  });
});

test('the empty buffer is before all others by one, and is one object in either byte order', () => {
  const other = Unpooled.copiedBuffer('abc');
  expect([EMPTY_BUFFER.compareTo(other), EMPTY_BUFFER.compareTo(EMPTY_BUFFER)]).toEqual([-1, 0]);
  const swapped = EMPTY_BUFFER.order('LITTLE_ENDIAN');
  expect(EMPTY_BUFFER.order('LITTLE_ENDIAN')).toBe(swapped);
  expect(swapped.order('BIG_ENDIAN')).toBe(EMPTY_BUFFER);
  other.release();
});

describe('an unmodifiable composite', () => {
  test('shows the readable bytes of its buffers and takes their references', () => {
    const parts = [Unpooled.copiedBuffer('ab'), Unpooled.copiedBuffer('xcd').skipBytes(1)];
    const composite = Unpooled.wrappedUnmodifiableBuffer(parts);
    expect([composite.toString('utf8'), composite.capacity, composite.maxCapacity]).toEqual(['abcd', 4, 4]);
    expect(String(composite)).toBe('FixedCompositeByteBuf(ridx: 0, widx: 4, cap: 4, components=2)');
    expect([composite.unwrap(), composite.release(), ...parts.map(({ refCnt }) => refCnt)]).toEqual([null, true, 0, 0]);
    expect(String(composite)).toBe('FixedCompositeByteBuf(freed, components=2)');
  });

  test('of a released buffer is refused where that is read', () => {
    const [live, released] = [Unpooled.copiedBuffer('ab'), Unpooled.copiedBuffer('cd')];
    const composite = Unpooled.wrappedUnmodifiableBuffer([live, released]);
    released.release();
    expect([composite.readableBytes, composite.getByte(1)]).toEqual([4, 'b'.charCodeAt(0)]);
    expect(() => composite.getByte(2)).toThrow(/^refCnt: 0\. /);
    expect(() => composite.toString('utf8')).toThrow(/^refCnt: 0\. /);
    const again = Unpooled.wrappedUnmodifiableBuffer([Unpooled.copiedBuffer('ef'), released]);
    expect([again.getByte(0), again.refCnt]).toEqual(['e'.charCodeAt(0), 1]);
    for (const spent of [composite, again]) {
      expect(() => spent.release()).toThrow(/^refCnt: 0, decrement: 1\. /);
    }
    expect(live.refCnt).toBe(0);
  });

  test('is copied whole by a duplicate of a slice', () => {
    using composite = Unpooled.wrappedUnmodifiableBuffer([Unpooled.copiedBuffer('ab'), Unpooled.copiedBuffer('cd')]);
    const duplicate = composite.slice(1, 2).duplicate();
    expect([duplicate.readerIndex, duplicate.writerIndex, duplicate.capacity]).toEqual([1, 3, 4]);
  });

  test('has to grow before it can be written, and is refused for that', () => {
    using composite = Unpooled.wrappedUnmodifiableBuffer([Unpooled.copiedBuffer('ab'), Unpooled.copiedBuffer('cd')]);
    const writable = composite as ByteBuf;
    expect(writable.writeZero(0)).toBe(composite);
    for (const write of [() => writable.writeByte(1), () => writable.writeZero(1), () => writable.setByte(0, 1)]) {
      expect(write).toThrow(/^FixedCompositeByteBuf\(.*\) can only be read/);
    }
  });
});

test('a wrapped part of an array is a slice of all of it', () => {
  const array = Uint8Array.of(1, 2, 3, 4);
  const part = Unpooled.wrappedBuffer(array, 1, 2);
  expect([...part.toBuffer(), part.arrayOffset(), part.unwrap()?.capacity]).toEqual([2, 3, 1, 4]);
  expect([part.release(), part.capacity, part.unwrap()?.capacity]).toEqual([true, 2, 0]);
  expect(() => Unpooled.wrappedBuffer(array, 3, 2)).toThrow(
    'UnpooledHeapByteBuf(ridx: 0, widx: 4, cap: 4/4).slice(3, 2) exceeds capacity(4)',
  );
});

test('arrays without bytes are no components, buffers without are', () => {
  using composite = Unpooled.wrappedBuffer([Uint8Array.of(1), new Uint8Array(0), EMPTY_BUFFER, Uint8Array.of(2)]);
  expect([composite.readableBytes, String(composite)]).toEqual([
    2,
    'CompositeByteBuf(ridx: 0, widx: 2, cap: 2, components=3)',
  ]);
});

test.for([
  ['unpooled heap', () => Unpooled.buffer(8), 0],
  ['unpooled direct', () => Unpooled.directBuffer(8), 8],
  ['pooled heap', () => PooledByteBufAllocator.DEFAULT.heapBuffer(8), 8],
  ['pooled direct', () => PooledByteBufAllocator.DEFAULT.directBuffer(8), 8],
] as const)('a released %s buffer says the capacity that Netty says', ([, allocate, capacity]) => {
  const buffer = allocate();
  buffer.release();
  expect(buffer.capacity).toBe(capacity);
});

test('wrapped memory with doFree is gone when the last reference is, and without it stays', () => {
  const [given, kept] = [Uint8Array.of(1, 2, 3), Uint8Array.of(1, 2, 3)];
  const buffer = Unpooled.wrappedBuffer(given, { doFree: true });
  const slice = buffer.readRetainedSlice(2);
  expect([buffer.release(), [...given], buffer.array()]).toEqual([false, [1, 2, 3], Buffer.from([1, 2, 3])]);
  expect([slice.readShort(), slice.release(), given.length, slice.refCnt]).toEqual([0x0102, true, 0, 0]);
  Unpooled.wrappedBuffer(kept, { doFree: false }).release();
  expect([...kept]).toEqual([1, 2, 3]);
  expect(Unpooled.wrappedBuffer(new Uint8Array(0), { doFree: true })).toBe(EMPTY_BUFFER);
});

test('wrapped memory with doFree can be moved on, and then is not freed', () => {
  const given = Uint8Array.of(1, 2, 3);
  const moved = Unpooled.wrappedBuffer(given, { doFree: true }).intoUint8Array();
  expect([given.length, [...moved]]).toEqual([0, [1, 2, 3]]);
});

test.for([
  ['part of an ArrayBuffer', new Uint8Array(8).subarray(1, 4), '3 of the 8 bytes of its ArrayBuffer'],
  ['memory of several threads', new Uint8Array(new SharedArrayBuffer(4)), '4 of the 4 bytes of its SharedArrayBuffer'],
] as const)('%s cannot be wrapped with doFree', ([, bytes, what]) => {
  expect(outcome(() => Unpooled.wrappedBuffer(bytes, { doFree: true }))).toEqual(
    illegalArgument(
      `bytes: ${what} (expected: all of an ArrayBuffer that nobody else uses, since it is detached at release)`,
    ),
  );
});
