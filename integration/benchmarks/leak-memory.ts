// What does the detector remember of an open buffer, in bytes? 100,000 buffers of 16 bytes are opened ten frames deep, read
// sixteen times and kept, at level paranoid with default settings, before any stack was formatted: as in a test.

import { UnpooledByteBufAllocator } from '@watertight/buffer';
import { findGarbageCollector, type LeakLevel, leakDetector } from '@watertight/leak-detector';
import { atMost, type Benchmark, median } from './measurement.ts';

const BUFFERS = 100_000;
const READS = 16;
const DEPTH = 10;
const ROUNDS = 3;
const GOAL_BYTES = 2048;

const collect = findGarbageCollector();

export const benchmark: Benchmark = async (progress) => {
  const { level } = leakDetector;
  const extra: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const [plain, tracked] = [await bytesOfOne('disabled'), await bytesOfOne('paranoid')];
    extra.push(tracked - plain);
    progress(`round ${round + 1}`);
  }
  leakDetector.setLevel(level);
  return [
    atMost(1, {
      question: 'What does the detector remember of an open buffer?',
      subject: 'bytes of JavaScript heap',
      peer: `the budget of ${GOAL_BYTES}`,
      ratio: median(extra) / GOAL_BYTES,
      figures: `${median(extra).toFixed(0)} bytes, with ${READS} reads`,
    }),
  ];
};

/** What each of many buffers takes of the JavaScript heap. */
async function bytesOfOne(level: LeakLevel): Promise<number> {
  leakDetector.setLevel(level);
  const scope = leakDetector.openScope('a benchmark', 'test');
  leakDetector.setPlacementPolicy(() => ({ scope }));
  const before = await heapBytes();
  const kept = deep(DEPTH, () => Array.from({ length: BUFFERS }, open));
  const after = await heapBytes();
  for (const buffer of kept) {
    buffer.release();
  }
  leakDetector.setPlacementPolicy(undefined);
  return (after - before) / BUFFERS;
}

function open() {
  const buffer = UnpooledByteBufAllocator.DEFAULT.heapBuffer(16).writeLong(1n);
  for (let read = 0; read < READS; read += 1) {
    buffer.getLong(0);
  }
  return buffer;
}

async function heapBytes(): Promise<number> {
  await new Promise((resolve) => setTimeout(resolve, 10));
  collect?.();
  return process.memoryUsage().heapUsed;
}

/** Calls `work` so many frames further up. */
function deep<T>(more: number, work: () => T): T {
  return more > 0 ? deep(more - 1, work) : work();
}
