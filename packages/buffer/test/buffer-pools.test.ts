import { Worker } from 'node:worker_threads';
import {
  bufferPools,
  CleanerMemory,
  NoCleanerMemory,
  PooledByteBufAllocator,
  processMemory,
  sharedBufferPools,
  shareFigures,
  UnpooledByteBufAllocator,
} from '@watertight/buffer';
import { expect, test } from 'vitest';
import { illegalArgument, outcome } from './outcome.ts';

/** How much more there is of each kind than before. */
function grown(before: ReturnType<typeof bufferPools>, after: ReturnType<typeof bufferPools>) {
  return after.map(({ name, count, usedBytes, capacityBytes }, index) => {
    const was = before[index];
    return [
      name,
      count - (was?.count ?? 0),
      usedBytes - (was?.usedBytes ?? 0),
      capacityBytes - (was?.capacityBytes ?? 0),
    ];
  });
}

test('each kind of memory is counted where it belongs, until it is released', () => {
  const cleaner = new UnpooledByteBufAllocator({ directMemory: new CleanerMemory(4096) });
  const noCleaner = new UnpooledByteBufAllocator({ directMemory: new NoCleanerMemory(4096) });
  const before = bufferPools();
  const buffers = [
    cleaner.heapBuffer(10),
    cleaner.directBuffer(200),
    noCleaner.directBuffer(3000),
    noCleaner.directBuffer(1),
  ];
  expect(grown(before, bufferPools())).toEqual([
    ['heap', 1, 10, 10],
    ['direct cleaner', 1, 200, 200],
    ['direct noCleaner', 2, 3001, 3001],
    ['pooled', 0, 0, 0],
  ]);
  for (const buffer of buffers) {
    buffer.release();
  }
  expect(
    grown(before, bufferPools()).every(([, count, used, capacity]) => [count, used, capacity].every((n) => n === 0)),
  ).toBe(true);
});

test('the memory of a pool is counted as the pool’s, and where it comes from', () => {
  const before = bufferPools();
  const pool = new PooledByteBufAllocator({ chunkSize: 2 ** 20, directMemory: new NoCleanerMemory(2 ** 24) });
  const buffers = [pool.directBuffer(256), pool.directBuffer(2 ** 21), pool.heapBuffer(2 ** 19)];
  const [heap, , direct, pooled] = grown(before, bufferPools());
  expect([pooled?.slice(1, 3), heap?.[2], direct?.[2]]).toEqual([
    [3, 256 + 2 ** 21 + 2 ** 19],
    pool.metric().usedHeapMemory,
    pool.metric().usedDirectMemory,
  ]);
  expect(pooled?.[3]).toBe(pool.metric().usedHeapMemory + pool.metric().usedDirectMemory);
  for (const buffer of buffers) {
    buffer.release();
  }
  pool.trimCurrentThreadCache();
  expect(grown(before, bufferPools()).map(([, count, used]) => [count, used])).toEqual(new Array(4).fill([0, 0]));
});

test('what a process has in ArrayBuffers is the allocators’ or somebody else’s', () => {
  const before = processMemory();
  const foreign = new ArrayBuffer(16 * 2 ** 20);
  using _own = UnpooledByteBufAllocator.DEFAULT.directBuffer(2 ** 20);
  const { rss, external, arrayBuffers, accounted, unaccounted } = processMemory();
  expect([accounted - before.accounted, arrayBuffers - accounted - unaccounted]).toEqual([2 ** 20, 0]);
  expect([unaccounted >= foreign.byteLength, external >= arrayBuffers, rss > 0]).toEqual([true, true, true]);
});

/** Allocates what it is told to, and answers when it has. */
const THREAD = `
  const { parentPort, workerData } = require('node:worker_threads');
  const { shareFigures, UnpooledByteBufAllocator } = require(workerData.module);
  shareFigures(workerData.shared);
  const held = [];
  parentPort.on('message', (bytes) => {
    if (bytes === 'end') process.exit();
    if (bytes > 0) held.push(UnpooledByteBufAllocator.DEFAULT.directBuffer(bytes)); else held.pop().release();
    parentPort.postMessage('done');
  });
`;

test('threads that share their figures are summed, until they end', async () => {
  const shared = shareFigures();
  const direct = () => sharedBufferPools(shared)[2];
  using _own = UnpooledByteBufAllocator.DEFAULT.directBuffer(1);
  const workerData = { shared, module: new URL('../dist/index.cjs', import.meta.url).pathname };
  const [one, other] = [0, 1].map(() => new Worker(THREAD, { eval: true, workerData })) as [Worker, Worker];
  const heard = (worker: Worker, event: string) => new Promise((resolve) => worker.once(event, resolve));
  const ask = (worker: Worker, bytes: number) => {
    worker.postMessage(bytes);
    return heard(worker, 'message');
  };
  await Promise.all([ask(one, 100), ask(other, 2000)]);
  expect(direct()).toEqual({ name: 'direct noCleaner', count: 3, usedBytes: 2101, capacityBytes: 2101 });
  await Promise.all([ask(one, 30), ask(other, 0)]);
  expect(direct()).toEqual({ name: 'direct noCleaner', count: 3, usedBytes: 131, capacityBytes: 131 });
  const ended = heard(one, 'exit');
  one.postMessage('end');
  await ended;
  expect(direct()?.usedBytes).toBe(1);
  await ask(other, 5);
  expect(direct()?.usedBytes).toBe(6);
  await other.terminate();
  expect(direct()?.usedBytes).toBe(1);
});

test('figures are shared in one place, and in memory that is made for it', () => {
  const first = shareFigures();
  using _own = UnpooledByteBufAllocator.DEFAULT.directBuffer(7);
  expect([shareFigures(first) === first, sharedBufferPools(first)[2]?.count]).toEqual([true, 1]);
  const second = shareFigures();
  expect([sharedBufferPools(first), sharedBufferPools(second)].map((pools) => pools[2]?.usedBytes)).toEqual([0, 7]);
  expect(outcome(() => shareFigures(new SharedArrayBuffer(8)))).toEqual(
    illegalArgument('shared: [object SharedArrayBuffer] (expected: what shareFigures returned)'),
  );
});
