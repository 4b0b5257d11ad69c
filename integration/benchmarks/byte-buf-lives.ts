// What does the life of a buffer cost? 256 bytes are allocated, written once, read sixteen times and released: without
// the detector beside Node's Buffer, which nobody releases, and at each level of the detector beside none.

import { UnpooledByteBufAllocator } from '@watertight/buffer';
import { type LeakLevel, leakDetector } from '@watertight/leak-detector';
import type { Benchmark } from './measurement.ts';
import { race } from './speed.ts';

const LIVES = 64;
const SIZE = 256;
const READS = 16;

/**
 * The least speed at each level, as a part of the speed at none. A sample has to be cheap; recording everything may not slow
 * us down more than it does Netty, which is 145 times slower then.
 */
const LEVELS: readonly (readonly [level: LeakLevel, goal: number])[] = [
  ['simple', 0.7],
  ['advanced', 0.5],
  ['paranoid', 0.007],
];

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
const at = (level: LeakLevel) => (): bigint => {
  leakDetector.setLevel(level);
  return SCOPE.run(lives);
};

export const benchmark: Benchmark = async (progress) => {
  const before = leakDetector.level;
  const none = { name: 'the same at level disabled', run: at('disabled') };
  const measured = [
    await race({
      question: 'How fast does a buffer live without the detector?',
      goal: 1,
      subject: { name: 'a direct buffer', run: at('disabled') },
      peer: { name: "Node's Buffer on as much memory of its own", run: livesOfNodes },
      calls: LIVES,
    }),
  ];
  progress('disabled');
  for (const [level, goal] of LEVELS) {
    const subject = { name: `a direct buffer at level ${level}`, run: at(level) };
    const question = `How fast does a buffer live at level ${level}?`;
    measured.push(await race({ question, goal, subject, peer: none, calls: LIVES }));
    progress(level);
  }
  leakDetector.setLevel(before);
  return measured;
};
