// What does it cost to poison freed memory, and to look for late writes before it is used again? A pooled buffer is allocated,
// written once and released at level paranoid, beside a build of the package that leaves freed memory as it is.

import type { PooledByteBufAllocator } from '@watertight/buffer';
import { leakDetector } from '@watertight/leak-detector';
import type { Benchmark, Measurement } from './measurement.ts';
import { race } from './speed.ts';
import { besideVariant, type Variant } from './variant-build.ts';

const LIVES = 64;

const NO_POISON: Variant = {
  name: 'poison',
  code: /^ *poison\(block, this\.tracker\);$/gm,
  places: 1,
  instead: '',
};

/** The largest that is poisoned is filled once and compared once, as fast as memory is. */
const SIZES: readonly (readonly [bytes: number, goal: number])[] = [
  [256, 0.9],
  [65_536, 0.7],
];

const SCOPE = leakDetector.openScope('a benchmark', 'test');

export const benchmark: Benchmark = (progress) =>
  besideVariant(NO_POISON, async (poisoned, asItWas) => {
    leakDetector.setLevel('paranoid');
    const measured: Measurement[] = [];
    for (const [bytes, goal] of SIZES) {
      measured.push(
        await race({
          question: `What does it cost to poison ${bytes} bytes at level paranoid?`,
          goal,
          subject: { name: 'a life', run: () => SCOPE.run(() => lives(poisoned, bytes)) },
          peer: { name: 'the same without poison', run: () => SCOPE.run(() => lives(asItWas, bytes)) },
          calls: LIVES,
        }),
      );
      progress(`${bytes} bytes`);
    }
    return measured;
  });

function lives(allocator: PooledByteBufAllocator, bytes: number): number {
  let released = 0;
  for (let i = 0; i < LIVES; i += 1) {
    released += Number(allocator.directBuffer(bytes).writeLong(1n).release());
  }
  return released;
}
