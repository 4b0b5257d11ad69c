// What does the life of a buffer cost? 256 bytes are allocated, written once, read sixteen times and released, without
// the detector, beside Node's Buffer, which nobody releases. leak-levels.ts says what the detector adds.

import { UnpooledByteBufAllocator } from '@watertight/buffer';
import { leakDetector } from '@watertight/leak-detector';
import type { Benchmark } from './measurement.ts';
import { race } from './speed.ts';

const LIVES = 64;
const SIZE = 256;
const READS = 16;

const SCOPE = leakDetector.openScope('a benchmark', 'test');

function lives(): bigint {
  let sum = 0n;
  for (let i = 0; i < LIVES; i += 1) {
    const buffer = UnpooledByteBufAllocator.DEFAULT.directBuffer(SIZE).writeLong(1n);
    for (let read = 0; read < READS; read += 1) {
      sum += buffer.getLong(0);
    }
    buffer.release();
  }
  return sum;
}

function livesOfNodes(): bigint {
  let sum = 0n;
  for (let i = 0; i < LIVES; i += 1) {
    const buffer = Buffer.from(new ArrayBuffer(SIZE));
    buffer.writeBigInt64BE(1n);
    for (let read = 0; read < READS; read += 1) {
      sum += buffer.readBigInt64BE(0);
    }
  }
  return sum;
}

/** In a scope, as in a test. */
function livesWithoutDetector(): bigint {
  leakDetector.setLevel('disabled');
  return SCOPE.run(lives);
}

export const benchmark: Benchmark = async () => {
  const before = leakDetector.level;
  const measured = await race({
    question: 'How fast does a buffer live without the detector?',
    goal: 1,
    subject: { name: 'a direct buffer', run: livesWithoutDetector },
    peer: { name: "Node's Buffer on as much memory of its own", run: livesOfNodes },
    calls: LIVES,
  });
  leakDetector.setLevel(before);
  return [measured];
};
