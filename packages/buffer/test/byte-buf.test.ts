import { type ByteBuf, PooledByteBufAllocator, Unpooled, UnpooledByteBufAllocator } from '@watertight/buffer';
import { type LeakLevel, leakDetector } from '@watertight/leak-detector';
import { expect, test } from 'vitest';
import { byteBufContract } from './byte-buf-contract.ts';
import { CAPACITY, CONTENT } from './contract/lent-buffer.ts';

const fill = (buffer: ByteBuf): ByteBuf => buffer.setBytes(0, CONTENT);

byteBufContract('a heap buffer', () => fill(UnpooledByteBufAllocator.DEFAULT.heapBuffer(CAPACITY)));
byteBufContract('a direct buffer', () => fill(UnpooledByteBufAllocator.DEFAULT.directBuffer(CAPACITY)));
byteBufContract('a bounded buffer', () => fill(Unpooled.buffer(CAPACITY, CAPACITY)));
byteBufContract('a pooled heap buffer', () => fill(PooledByteBufAllocator.DEFAULT.heapBuffer(CAPACITY)));
byteBufContract('a pooled direct buffer', () => fill(PooledByteBufAllocator.DEFAULT.directBuffer(CAPACITY)));
byteBufContract('a slice of a pooled buffer', () =>
  fill(PooledByteBufAllocator.DEFAULT.directBuffer(32).slice(7, CAPACITY)).clear(),
);
byteBufContract('a pooled buffer of whole pages', () =>
  fill(PooledByteBufAllocator.DEFAULT.directBuffer(CAPACITY).ensureWritable(40_000).slice(0, CAPACITY)).clear(),
);
byteBufContract('a composite of pooled buffers', () => fill(pooledZeroes([3, 13])));
byteBufContract('a wrapped array', () => Unpooled.wrappedBuffer(Uint8Array.from(CONTENT)).clear());
byteBufContract('a wrapped part of an array', () =>
  Unpooled.wrappedBuffer(Buffer.from([9, ...CONTENT, 9]).subarray(1, 17)).clear(),
);
byteBufContract('a copied array', () => Unpooled.copiedBuffer(CONTENT).clear());
byteBufContract('a slice', () => fill(Unpooled.directBuffer(32).slice(7, CAPACITY)).clear());
byteBufContract('a slice of a slice', () => fill(Unpooled.buffer(32).slice(3, 20).slice(2, CAPACITY)).clear());
byteBufContract('a duplicate', () => fill(Unpooled.buffer(CAPACITY).duplicate()));
byteBufContract('a composite of one', () => composed([CAPACITY]));
byteBufContract('a composite of two', () => composed([5, 11]));
byteBufContract('a composite of single bytes', () => composed(new Array<number>(CAPACITY).fill(1)));
byteBufContract('a composite of composites', () => {
  const inner = [zeroes([3, 4]), zeroes([2, 7])].map((buffer) => buffer.setIndex(0, buffer.capacity));
  return fill(Unpooled.compositeBuffer().addComponents(inner));
});
byteBufContract('a slice of a composite', () => fill(zeroes([6, 1, 20]).slice(4, CAPACITY)).clear());
byteBufContract('a duplicate of a composite', () => composed([1, 2, 13]).duplicate());
byteBufContract('a buffer that was swapped twice', () =>
  fill(Unpooled.buffer(CAPACITY)).order('LITTLE_ENDIAN').order('BIG_ENDIAN'),
);
byteBufContract('a tracked composite', () => trackedFrom(() => composed([7, 9])));
byteBufContract('a tracked buffer', tracked);
byteBufContract('a heap buffer at simple', () => trackedFrom(() => fill(Unpooled.buffer(CAPACITY)), 'simple'));
byteBufContract('a pooled buffer at advanced', () =>
  trackedFrom(() => fill(PooledByteBufAllocator.DEFAULT.directBuffer(CAPACITY)), 'advanced'),
);
byteBufContract('a pooled heap buffer at paranoid', () =>
  trackedFrom(() => fill(PooledByteBufAllocator.DEFAULT.heapBuffer(CAPACITY))),
);
byteBufContract('a slice of a little-endian view, turned back', () =>
  fill(Unpooled.buffer(32)).order('LITTLE_ENDIAN').slice(3, CAPACITY).order('BIG_ENDIAN').setBytes(0, CONTENT).clear(),
);
byteBufContract('a slice of a tracked buffer', () => tracked().slice(0, CAPACITY).clear());

function composed(lengths: readonly number[]): ByteBuf {
  return fill(zeroes(lengths));
}

/** A composite of so many bytes each. */
function zeroes(lengths: readonly number[]): ByteBuf {
  return Unpooled.compositeBuffer().addComponents(
    lengths.map((lengthBytes) => Unpooled.buffer(lengthBytes).writeZero(lengthBytes)),
  );
}

/** As {@link zeroes}, out of a pool. */
function pooledZeroes(lengths: readonly number[]): ByteBuf {
  const { DEFAULT } = PooledByteBufAllocator;
  return DEFAULT.compositeBuffer().addComponents(lengths.map((lengthBytes) => DEFAULT.buffer().writeZero(lengthBytes)));
}

function tracked(): ByteBuf {
  return trackedFrom(() => fill(Unpooled.directBuffer(CAPACITY)));
}

/** A buffer that is tracked at `level`, whatever the level of the run is. */
function trackedFrom(make: () => ByteBuf, level: LeakLevel = 'paranoid'): ByteBuf {
  const { level: before, samplingInterval } = leakDetector;
  leakDetector.setLevel(level);
  leakDetector.setSamplingInterval(1);
  try {
    return leakDetector.openScope('a tracked buffer', 'test').run(make);
  } finally {
    leakDetector.setLevel(before);
    leakDetector.setSamplingInterval(samplingInterval);
  }
}

test.for([
  [0, 1, 64],
  [0, 64, 64],
  [0, 65, 128],
  [100, 29, 256],
  [0, 4 * 1024 * 1024, 4 * 1024 * 1024],
  [0, 4 * 1024 * 1024 + 1, 8 * 1024 * 1024],
] as const)('from index %d, %d bytes more make the capacity %d', ([writerIndex, lengthBytes, capacity]) => {
  using buffer = Unpooled.buffer(writerIndex).setIndex(0, writerIndex);
  expect(buffer.ensureWritable(lengthBytes).capacity).toBe(capacity);
});

test('a buffer does not grow beyond its maximum', () => {
  using buffer = Unpooled.buffer(0, 100);
  expect(buffer.writeZero(65).capacity).toBe(100);
});

test('growing keeps the bytes and zeroes the rest', () => {
  using buffer = Unpooled.directBuffer(2).writeShort(0x1234);
  buffer.writeByte(0x56).writerIndex = 64;
  expect(buffer.toBuffer().toString('hex')).toBe(`123456${'00'.repeat(61)}`);
});

test('every handle sees that another one has made the memory grow', () => {
  using buffer = Unpooled.buffer(4);
  const [duplicate, slice] = [buffer.duplicate(), buffer.slice(0, 4)];
  duplicate.writeLong(0x0102030405060708n);
  expect([buffer.capacity, buffer.getInt(4), slice.getInt(0), slice.capacity]).toEqual([64, 0x05060708, 0x01020304, 4]);
  slice.setByte(0, 0xff);
  expect(duplicate.getUnsignedByte(0)).toBe(0xff);
});

test('a slice does not grow', () => {
  using buffer = Unpooled.buffer(64);
  const slice = buffer.slice(0, 4);
  expect(() => slice.writeByte(1)).toThrow('writerIndex(4) + minWritableBytes(1) exceeds maxCapacity(4)');
});

test('a slice outside a buffer is refused in the words of Netty', () => {
  using buffer = Unpooled.buffer(4, 8);
  expect(() => buffer.slice(1, 4)).toThrow(
    'UnpooledHeapByteBuf(ridx: 0, widx: 0, cap: 4/8).slice(1, 4) exceeds capacity(4)',
  );
});

test('a duplicate of a slice is one of the whole memory, as in Netty', () => {
  using buffer = Unpooled.buffer(16);
  const duplicate = buffer.slice(4, 8).setIndex(1, 3).duplicate();
  expect([duplicate.readerIndex, duplicate.writerIndex, duplicate.capacity]).toEqual([5, 7, 16]);
});

test('a copy is of its kind, what is read into a new buffer is direct', () => {
  using heap = Unpooled.buffer(8, 32).writeInt(1);
  using copy = heap.copy();
  using read = heap.readBytes(4);
  expect([heap.isDirect(), heap.hasArray(), copy.isDirect(), copy.maxCapacity]).toEqual([false, true, false, 32]);
  expect([read.isDirect(), read.hasArray(), read.maxCapacity]).toEqual([true, false, 32]);
});

test('a using declaration releases', () => {
  const buffer = Unpooled.buffer();
  {
    using declared = buffer;
    expect(declared.refCnt).toBe(1);
  }
  expect(buffer.refCnt).toBe(0);
});

test('a released handle does not keep the memory readable through an older view of it', () => {
  const buffer = Unpooled.buffer(8).writeLong(1n);
  const slice = buffer.slice();
  expect(slice.getLong(0)).toBe(1n);
  buffer.release();
  expect(() => slice.getLong(0)).toThrow(/^refCnt: 0/);
});

test('a read-only buffer that has been read to its end may give up what was read', () => {
  const buffer = fill(Unpooled.buffer(CAPACITY)).setIndex(4, 4);
  const view = Unpooled.unmodifiableBuffer(buffer) as ByteBuf;
  view.discardSomeReadBytes();
  expect([view.readerIndex, view.writerIndex]).toEqual([0, 0]);
  view.setIndex(4, CAPACITY);
  view.readerIndex = CAPACITY - 1;
  expect(() => view.discardSomeReadBytes()).toThrow(/can only be read/);
  expect([view.readerIndex, view.writerIndex]).toEqual([CAPACITY - 1, CAPACITY]);
  buffer.release();
});

test.for(
  [0, 1, 2, 3, 4, 5, 7, 8, 9, 300].flatMap((length) =>
    [-200, -5, -1, 0, 1, 5].map((shift) => [length, shift] as const),
  ),
)('a copy of %i bytes to a place %i before them copies what they were before', ([length, shift]) => {
  const expected = Buffer.from(Array.from({ length: 1000 }, (_, index) => index % 251));
  const memory = Uint8Array.from(expected);
  expected.copyWithin(300, 300 + shift, 300 + shift + length);
  // Of what is tracked, every access asks.
  leakDetector.untracked(() => {
    using whole = Unpooled.wrappedBuffer(memory).setIndex(0, 300);
    using part = Unpooled.wrappedBuffer(memory.subarray(100));
    whole.writeBytes(part, 200 + shift, length);
    expect([whole.writerIndex, expected.equals(memory)]).toEqual([300 + length, true]);
  });
});
