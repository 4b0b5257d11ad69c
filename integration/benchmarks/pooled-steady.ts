// What does a program cost that has 32 buffers of 64 KiB in flight, 100,000 all in all, and writes each of them once: in
// time, beside a bare list of free Buffers and beside fresh ones; and in memory? And does a pooled buffer cost more where
// there are many of them?

import { type ByteBuf, NoCleanerMemory, PooledByteBufAllocator } from '@watertight/buffer';
import { leakDetector } from '@watertight/leak-detector';
import { atLeast, atMost, type Benchmark, type Measurement, median } from './measurement.ts';
import { untracked } from './speed.ts';

const BUFFERS = 100_000;
const IN_FLIGHT = 32;
const SIZE = 64 * 1024;
const ROUNDS = 5;

/** How many buffers live while others come and go. */
const LIVE = [10, 1000, 100_000, 1_000_000];

const LIVES = 200_000;

const SMALL = 256;

const CONTENT = Buffer.alloc(SIZE, 1);

export const benchmark: Benchmark = async (progress) => {
  const { level } = leakDetector;
  leakDetector.setLevel('disabled');
  try {
    const speeds = besideOthers();
    progress('64 KiB');
    const peak = peakBytes();
    progress('peak');
    const flat = whereManyLive();
    progress('many');
    return [...speeds, peak, flat];
  } finally {
    leakDetector.setLevel(level);
  }
};

function besideOthers(): readonly Measurement[] {
  const rounds = Array.from({ length: ROUNDS }, () => ({
    pooled: seconds(pooled),
    listed: seconds(listed),
    fresh: seconds(fresh),
  }));
  const question = 'How long do 100,000 buffers of 64 KiB take, 32 at a time?';
  const figures = (['pooled', 'listed', 'fresh'] as const)
    .map((name) => `${name} ${(median(rounds.map((round) => round[name])) * 1000).toFixed(0)} ms`)
    .join(', ');
  return [
    atMost(1.5, {
      question,
      subject: 'seconds with pooled buffers',
      peer: 'with a bare list of free ones',
      ratio: median(rounds.map((round) => round.pooled / round.listed)),
      figures,
    }),
    atLeast(5, {
      question,
      subject: 'seconds with fresh Buffers',
      peer: 'with pooled ones',
      ratio: median(rounds.map((round) => round.fresh / round.pooled)),
      figures,
    }),
  ];
}

/** What the buffers of a pool of its own take outside V8's heap. */
function peakBytes(): Measurement {
  const memory = new NoCleanerMemory(2 ** 30);
  const pool = new PooledByteBufAllocator({ directMemory: memory });
  let peak = 0;
  const ring: (ByteBuf | undefined)[] = new Array(IN_FLIGHT).fill(undefined);
  for (let i = 0; i < BUFFERS; i += 1) {
    ring[i % IN_FLIGHT]?.release();
    ring[i % IN_FLIGHT] = pool.directBuffer(SIZE);
    peak = Math.max(peak, memory.usedBytes);
  }
  for (const buffer of ring) {
    buffer?.release();
  }
  return atMost(4e6, {
    question: 'How much memory do 100,000 buffers of 64 KiB take, 32 at a time?',
    subject: 'bytes outside of the heap at the peak',
    peer: '1',
    ratio: peak,
    figures: `${(IN_FLIGHT * SIZE) / 1e6} MB are in flight`,
  });
}

/** The dearest buffer beside the cheapest; in turn, so that what else the machine does is the same for all. */
function whereManyLive(): Measurement {
  const pools = LIVE.map((count) => {
    const pool = new PooledByteBufAllocator({ directMemory: new NoCleanerMemory(2 ** 31) });
    const live = untracked(() => Array.from({ length: count }, () => pool.directBuffer(SMALL)));
    return { count, pool, live, rounds: [] as number[] };
  });
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const { pool, rounds } of pools) {
      rounds.push(seconds(() => comeAndGo(pool)));
    }
  }
  const costs = pools.map(({ count, pool, live, rounds }) => {
    const chunks = pool.metric().directArena.chunks().length;
    for (const buffer of live) {
      buffer.release();
    }
    pool.trimCurrentThreadCache();
    return { count, chunks, ns: (median(rounds) * 1e9) / LIVES };
  });
  const all = costs.map(({ ns }) => ns);
  return atMost(2, {
    question: 'Does a pooled buffer cost more where many live?',
    subject: 'the dearest',
    peer: 'the cheapest',
    ratio: Math.max(...all) / Math.min(...all),
    figures: costs
      .map(
        ({ count, chunks, ns }) =>
          `${ns.toFixed(0)} ns beside ${count} in ${chunks} ${chunks === 1 ? 'chunk' : 'chunks'}`,
      )
      .join(', '),
  });
}

/** Buffers of all small sizes come and go, so that they lie in many places. */
function comeAndGo(pool: PooledByteBufAllocator): void {
  const ring: (ByteBuf | undefined)[] = new Array(IN_FLIGHT).fill(undefined);
  for (let i = 0; i < LIVES; i += 1) {
    ring[i % IN_FLIGHT]?.release();
    ring[i % IN_FLIGHT] = pool.directBuffer((i * 16) % 1024);
  }
  for (const buffer of ring) {
    buffer?.release();
  }
}

const RING: ByteBuf[] = [];

function pooled(): void {
  for (let i = 0; i < BUFFERS; i += 1) {
    RING[i % IN_FLIGHT]?.release();
    RING[i % IN_FLIGHT] = PooledByteBufAllocator.DEFAULT.directBuffer(SIZE).writeBytes(CONTENT);
  }
  for (const buffer of RING.splice(0)) {
    buffer.release();
  }
}

/** What a program does that has nothing but Buffers. */
function listed(): void {
  const free: Buffer[] = [];
  const ring: Buffer[] = [];
  for (let i = 0; i < BUFFERS; i += 1) {
    const done = ring[i % IN_FLIGHT];
    if (done !== undefined) {
      free.push(done);
    }
    const buffer = free.pop() ?? Buffer.allocUnsafeSlow(SIZE);
    buffer.set(CONTENT);
    ring[i % IN_FLIGHT] = buffer;
  }
}

function fresh(): void {
  const ring: Buffer[] = [];
  for (let i = 0; i < BUFFERS; i += 1) {
    const buffer = Buffer.allocUnsafeSlow(SIZE);
    buffer.set(CONTENT);
    ring[i % IN_FLIGHT] = buffer;
  }
}

function seconds(work: () => void): number {
  const start = process.hrtime.bigint();
  work();
  return Number(process.hrtime.bigint() - start) / 1e9;
}
