// Random programs on a pool: every buffer is filled with a pattern of its own, which has to be there until it is released.
// WATERTIGHT_POOL_STEPS=100000 makes them shorter, WATERTIGHT_SEED=42 different.

import { type ByteBuf, NoCleanerMemory, PooledByteBufAllocator } from '@watertight/buffer';
import { leakDetector } from '@watertight/leak-detector';
import { expect, test } from 'vitest';

const STEPS = Number(process.env.WATERTIGHT_POOL_STEPS ?? 1_000_000);

const SEED = Number(process.env.WATERTIGHT_SEED ?? 4148);

const KIB = 1024;

const CHUNK_BYTES = 1024 * KIB;

/** The most buffers that live at a time. */
const LIVE = 500;

/** One buffer in this many is larger than a chunk. */
const HUGE_ONE_IN = 500;

interface Filled {
  readonly buffer: ByteBuf;
  pattern: Buffer;
}

test(`after ${STEPS.toLocaleString('en')} random steps no byte is lost or shared`, { timeout: 60_000 + STEPS }, () => {
  const memory = new NoCleanerMemory(1024 * CHUNK_BYTES);
  const pool = new PooledByteBufAllocator({ pageSize: 4 * KIB, chunkSize: CHUNK_BYTES, directMemory: memory });
  const level = leakDetector.level;
  leakDetector.setLevel('disabled');
  try {
    const program = new PoolProgram(pool, SEED);
    for (let step = 0; step < STEPS; step += 1) {
      program.step(step);
    }
    expect(pool.metric().directArena.numActiveAllocations).toBeGreaterThan(0);
    program.end();
  } finally {
    leakDetector.setLevel(level);
  }
  const { directArena, heapArena } = pool.metric();
  expect(
    [directArena, heapArena].map(({ pinnedBytes, numActiveAllocations }) => [pinnedBytes, numActiveAllocations]),
  ).toEqual([
    [0, 0],
    [0, 0],
  ]);
  pool.trimCurrentThreadCache();
  const { usedDirectMemory, usedHeapMemory } = pool.metric();
  expect([usedDirectMemory, usedHeapMemory, memory.usedBytes, memory.count]).toEqual([0, 0, 0, 0]);
});

class PoolProgram {
  readonly #pool: PooledByteBufAllocator;
  readonly #live: Filled[] = [];
  #state: number;

  constructor(pool: PooledByteBufAllocator, seed: number) {
    this.#pool = pool;
    this.#state = seed;
  }

  /** Allocates, releases, or changes the size of some buffer. */
  step(number: number): void {
    const choice = this.#below(10);
    if (this.#live.length === 0 || (choice < 5 && this.#live.length < LIVE)) {
      this.#allocate(number);
      return;
    }
    const index = this.#below(this.#live.length);
    const filled = this.#live[index] as Filled;
    verify(filled);
    if (choice < 9) {
      this.#live[index] = this.#live[this.#live.length - 1] as Filled;
      this.#live.pop();
      filled.buffer.release();
    } else {
      this.#resize(filled, number);
    }
  }

  /** Releases what is left. */
  end(): void {
    for (const filled of this.#live) {
      verify(filled);
      filled.buffer.release();
    }
  }

  #allocate(number: number): void {
    const capacity = this.#size();
    const buffer = this.#below(4) === 0 ? this.#pool.heapBuffer(capacity) : this.#pool.directBuffer(capacity);
    const pattern = patternOf(number, capacity);
    buffer.setBytes(0, pattern);
    this.#live.push({ buffer, pattern });
  }

  /** What there was has to come along. */
  #resize(filled: Filled, number: number): void {
    const { buffer, pattern } = filled;
    const capacity = this.#size();
    buffer.capacity = capacity;
    const kept = Math.min(capacity, pattern.length);
    expect(buffer.toBuffer(0, kept).equals(pattern.subarray(0, kept))).toBe(true);
    filled.pattern = patternOf(number, capacity);
    buffer.setBytes(0, filled.pattern);
  }

  /** As many small ones as large ones. */
  #size(): number {
    return this.#below(HUGE_ONE_IN) === 0
      ? CHUNK_BYTES + this.#below(CHUNK_BYTES)
      : Math.floor(2 ** (this.#below(1600) / 100)) - 1;
  }

  /** Marsaglia's xorshift. */
  #below(limit: number): number {
    this.#state ^= this.#state << 13;
    this.#state ^= this.#state >>> 17;
    this.#state ^= this.#state << 5;
    return (this.#state >>> 0) % limit;
  }
}

/** Bytes that no other step writes. */
function patternOf(step: number, lengthBytes: number): Buffer {
  return Buffer.alloc(lengthBytes, Buffer.from(Uint32Array.of(step + 1).buffer));
}

function verify({ buffer, pattern }: Filled): void {
  if (!buffer.toBuffer(0, pattern.length).equals(pattern)) {
    throw new Error(`Bytes of ${buffer} have changed.`);
  }
}
