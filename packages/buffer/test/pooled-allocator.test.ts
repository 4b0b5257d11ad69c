import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { type ByteBuf, NoCleanerMemory, PooledByteBufAllocator, Unpooled } from '@watertight/buffer';
import { describe, expect, test } from 'vitest';
import { illegalArgument, outcome } from './outcome.ts';

const KIB = 1024;
const MIB = 1024 * KIB;

/** Memory that knows how often it was asked for some. */
class AskedMemory extends NoCleanerMemory {
  allocations = 0;

  override allocate(bytes: number, replacedBytes?: number): Buffer {
    const memory = super.allocate(bytes, replacedBytes);
    this.allocations += 1;
    return memory;
  }
}

/** A pool of small pages and chunks on memory of its own. */
function poolOf(maxBytes = 64 * MIB): { readonly pool: PooledByteBufAllocator; readonly memory: AskedMemory } {
  const memory = new AskedMemory(maxBytes);
  return { pool: new PooledByteBufAllocator({ pageSize: 4 * KIB, chunkSize: MIB, directMemory: memory }), memory };
}

/** What is in use, once everything was given up that is not. */
function leftIn(pool: PooledByteBufAllocator): unknown {
  pool.trimCurrentThreadCache();
  const { usedDirectMemory, usedHeapMemory, directArena, heapArena } = pool.metric();
  return [
    usedDirectMemory,
    usedHeapMemory,
    pool.pinnedDirectMemory(),
    pool.pinnedHeapMemory(),
    directArena.numActiveAllocations,
    heapArena.numActiveAllocations,
    directArena.chunks().length + heapArena.chunks().length,
  ];
}

const NOTHING = [0, 0, 0, 0, 0, 0, 0];

test('the memory of a released buffer is the next one of its size', () => {
  const placeOf = ({ buffer, byteOffset }: Uint8Array): unknown => [buffer, byteOffset];
  const { pool } = poolOf();
  const first = pool.directBuffer(100, 100);
  const place = placeOf(first.setIndex(0, 100).asUint8Array());
  first.release();
  using second = pool.directBuffer(100, 100);
  expect([placeOf(second.setIndex(0, 100).asUint8Array()), second.capacity, second.refCnt]).toEqual([place, 100, 1]);
  expect(() => first.getLong(0)).toThrow('refCnt: 0. This ByteBuf was already released');
});

test.for([
  [0, 16],
  [1, 16],
  [17, 32],
  [129, 144],
  [256, 256],
  [257, 288],
  [14 * KIB, 14 * KIB],
  [15 * KIB, 15 * KIB],
  [15 * KIB + 1, 16 * KIB],
  [17 * KIB, 20 * KIB],
  [MIB, MIB],
  [MIB + 1, MIB + 1],
] as const)('%d bytes lie in a block of %d, which they fill when they grow', ([capacity, block]) => {
  const { pool } = poolOf();
  using buffer = pool.directBuffer(capacity);
  expect([pool.pinnedDirectMemory(), buffer.maxFastWritableBytes]).toEqual([block, block]);
  buffer.ensureWritable(capacity + (block > capacity ? 1 : 0));
  expect([buffer.capacity, pool.pinnedDirectMemory()]).toEqual([block, block]);
});

test('a buffer shows its block, and nothing of the blocks beside it', () => {
  const { pool } = poolOf();
  const buffers = Array.from({ length: 3 }, () => pool.heapBuffer(16, 16));
  const [, middle] = buffers as [ByteBuf, ByteBuf, ByteBuf];
  expect([middle.hasArray(), middle.arrayOffset(), middle.array().length]).toEqual([true, 16, 512 * KIB]);
  for (const [index, buffer] of buffers.entries()) {
    buffer.writeBytes(Buffer.alloc(16, index + 1));
  }
  expect(buffers.map((buffer) => [...new Set(buffer.toBuffer())])).toEqual([[1], [2], [3]]);
  for (const reach of [() => middle.getByte(16), () => middle.getLong(9), () => middle.slice(1, 16)]) {
    expect(reach).toThrow(RangeError);
  }
  for (const buffer of buffers) {
    buffer.release();
  }
  expect(leftIn(pool)).toEqual(NOTHING);
});

test('a buffer grows and shrinks where it is, or takes its bytes along', () => {
  const { pool } = poolOf();
  using buffer = pool.directBuffer(100).writeLong(1n);
  const view = buffer.slice();
  buffer.capacity = 112;
  const inPlace = view.getLong(0);
  buffer.capacity = 40_000;
  expect([inPlace, view.getLong(0), buffer.getLong(0), pool.pinnedDirectMemory()]).toEqual([1n, 1n, 1n, 40 * KIB]);
  buffer.capacity = 8;
  expect([buffer.getLong(0), pool.pinnedDirectMemory()]).toEqual([1n, 16]);
});

describe('the figures', () => {
  test('tell small, normal and huge buffers apart', () => {
    const { pool } = poolOf();
    const buffers = [100, 100, 17 * KIB, 2 * MIB].map((bytes) => pool.directBuffer(bytes));
    buffers[0]?.release();
    const { directArena, usedDirectMemory, usedHeapMemory, chunkSize } = pool.metric();
    expect({ ...figures(directArena), usedDirectMemory, usedHeapMemory, chunkSize }).toEqual({
      allocations: [4, 2, 1, 1],
      deallocations: [1, 1, 0, 0],
      active: 3,
      chunks: [{ chunkSize: 512 * KIB, freeBytes: 488 * KIB, usage: 5 }],
      usedDirectMemory: 2 * MIB + 512 * KIB,
      usedHeapMemory: 0,
      chunkSize: MIB,
    });
    expect(pool.pinnedDirectMemory()).toBe(112 + 20 * KIB + 2 * MIB);
    expect(directArena.sizeClasses().filter(({ numAllocations }) => numAllocations > 0)).toEqual([
      { elementSize: 112, numAllocations: 2, numDeallocations: 1, numActiveAllocations: 1, numSubpages: 1 },
    ]);
    for (const buffer of buffers.slice(1)) {
      buffer.release();
    }
    expect(leftIn(pool)).toEqual(NOTHING);
  });

  test('do not change when a buffer is released once too often', () => {
    const { pool } = poolOf();
    const buffer = pool.directBuffer(100);
    using other = pool.directBuffer(100);
    buffer.release();
    expect(() => buffer.release()).toThrow('refCnt: 0, decrement: 1.');
    expect([pool.pinnedDirectMemory(), pool.metric().directArena.numDeallocations, other.refCnt]).toEqual([112, 1, 1]);
  });

  test('do not change when there is too little memory', () => {
    const { pool, memory } = poolOf(MIB);
    const buffers = [pool.directBuffer(512 * KIB), pool.directBuffer(300 * KIB)];
    const before = [figures(pool.metric().directArena), pool.pinnedDirectMemory(), memory.usedBytes];
    for (const bytes of [300 * KIB, 2 * MIB]) {
      expect(outcome(() => pool.directBuffer(bytes))).toMatchObject({ error: 'OutOfDirectMemoryError' });
    }
    expect(() => buffers[0]?.ensureWritable(513 * KIB)).toThrow('failed to allocate');
    expect([figures(pool.metric().directArena), pool.pinnedDirectMemory(), memory.usedBytes]).toEqual(before);
    for (const buffer of buffers) {
      buffer.release();
    }
    expect([leftIn(pool), memory.usedBytes]).toEqual([NOTHING, 0]);
  });
});

test('memory that no buffer lies in is given up before a buffer is refused', () => {
  const { pool, memory } = poolOf(MIB);
  pool.directBuffer(100).release();
  pool.directBuffer(300 * KIB).release();
  const before = memory.usedBytes;
  for (const bytes of [MIB, MIB, 600 * KIB]) {
    pool.directBuffer(bytes).release();
  }
  expect([before, memory.usedBytes, leftIn(pool)]).toEqual([812 * KIB, 600 * KIB, NOTHING]);
});

test('a program that goes on as before needs no new memory', () => {
  const { pool, memory } = poolOf();
  const ring: (ByteBuf | undefined)[] = new Array(64).fill(undefined);
  const turn = (): void => {
    for (let i = 0; i < 20_000; i += 1) {
      ring[i % 64]?.release();
      ring[i % 64] = pool.directBuffer((i * 997) % 32_000);
    }
  };
  turn();
  turn();
  const before = memory.allocations;
  turn();
  expect(memory.allocations).toBe(before);
  for (const buffer of ring) {
    buffer?.release();
  }
  expect(leftIn(pool)).toEqual(NOTHING);
});

test('buffers of many sizes that come and go where pages are few get more of them', () => {
  const { pool } = poolOf();
  const sizes = Array.from({ length: 40 }, (_, index) => 16 + index * 64);
  // Half of the first chunk.
  const kept = Array.from({ length: 64 }, () => pool.directBuffer(4 * KIB));
  const before = pool.metric().usedDirectMemory;
  for (let i = 0; i < 10_000; i += 1) {
    pool.directBuffer(sizes[i % sizes.length]).release();
  }
  const { usedDirectMemory, directArena } = pool.metric();
  const withoutSlab = directArena.sizeClasses().filter((size) => size.numAllocations > 0 && size.numSubpages === 0);
  expect([before / KIB, usedDirectMemory / KIB, withoutSlab]).toEqual([512, 1024, []]);
  for (const buffer of kept) {
    buffer.release();
  }
  expect(leftIn(pool)).toEqual(NOTHING);
});

test('the memory of a large buffer is the next one of about its size', () => {
  const { pool, memory } = poolOf();
  const used: number[] = [];
  for (const bytes of [200 * KIB, 190 * KIB, 100 * KIB, 200 * KIB, MIB + 1]) {
    pool.directBuffer(bytes).release();
    used.push(memory.allocations, memory.usedBytes / KIB);
  }
  expect(used).toEqual([1, 200, 1, 200, 2, 100, 3, 200, 4, 0]);
});

test('memory that nobody needs any more is given up while the program goes on', () => {
  const { pool, memory } = poolOf();
  const burst = Array.from({ length: 1000 }, () => pool.directBuffer(20 * KIB));
  const atPeak = memory.usedBytes;
  for (const buffer of burst) {
    buffer.release();
  }
  for (let i = 0; i < 20_000; i += 1) {
    pool.directBuffer(100).release();
  }
  expect([atPeak >= 20_000 * KIB, memory.usedBytes]).toEqual([true, MIB]);
});

test('a copy comes from the same pool', () => {
  const { pool } = poolOf();
  using buffer = pool.directBuffer(16).writeLong(3n);
  using copy = buffer.copy();
  expect([copy.alloc === pool, copy.getLong(0), pool.metric().directArena.numActiveAllocations]).toEqual([true, 3n, 2]);
});

test('what may hold nothing is the buffer without bytes', () => {
  const { pool } = poolOf();
  expect([pool.buffer(0, 0), pool.heapBuffer(0, 0)].map((buffer) => buffer === Unpooled.EMPTY_BUFFER)).toEqual([
    true,
    true,
  ]);
});

test('a worker has a pool of its own', async () => {
  const { DEFAULT } = PooledByteBufAllocator;
  const figuresNow = () => [DEFAULT.pinnedDirectMemory(), DEFAULT.metric().directArena.numAllocations];
  const before = figuresNow();
  const worker = new Worker(
    `const { PooledByteBufAllocator: { DEFAULT } } = require('@watertight/buffer');
    DEFAULT.directBuffer(100);
    require('node:worker_threads').parentPort.postMessage(DEFAULT.pinnedDirectMemory());`,
    { eval: true },
  );
  const [pinned] = await once(worker, 'message');
  expect([pinned, figuresNow()]).toEqual([112, before]);
});

test.for([
  [{ pageSize: 1000 }, 'pageSize: 1000 (expected: a power of two, 4096-1048576)'],
  [{ pageSize: Number.NaN }, 'pageSize: NaN (expected: a power of two, 4096-1048576)'],
  [{ pageSize: 8192, chunkSize: 4096 }, 'chunkSize: 4096 (expected: a power of two, 8192-1073741824)'],
  [{ chunkSize: 2 ** 31 }, 'chunkSize: 2147483648 (expected: a power of two, 8192-1073741824)'],
] as const)('there is no pool of %j', ([options, message]) => {
  expect(outcome(() => new PooledByteBufAllocator(options))).toEqual(illegalArgument(message));
});

function figures(arena: ReturnType<PooledByteBufAllocator['metric']>['directArena']): Record<string, unknown> {
  return {
    allocations: [
      arena.numAllocations,
      arena.numSmallAllocations,
      arena.numNormalAllocations,
      arena.numHugeAllocations,
    ],
    deallocations: [
      arena.numDeallocations,
      arena.numSmallDeallocations,
      arena.numNormalDeallocations,
      arena.numHugeDeallocations,
    ],
    active: arena.numActiveAllocations,
    chunks: arena.chunks(),
  };
}
