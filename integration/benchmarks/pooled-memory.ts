// How much memory does the pool need beyond what buffers ask for? What is reserved at its peak beside what is asked for at
// its peak: over a recorded program, and over random ones, whose sizes nobody has chosen.

import { NoCleanerMemory, PooledByteBufAllocator } from '@watertight/buffer';
import { type AllocationTrace, frameServerTrace, randomTrace, replay } from './allocation-trace.ts';
import { atMost, type Benchmark, type Measurement, median } from './measurement.ts';
import { untracked } from './speed.ts';

const SEEDS = [1, 2, 3, 4, 5];

const MIB = 2 ** 20;

export const benchmark: Benchmark = async (progress) => {
  const recorded = untracked(() => peaks(frameServerTrace()));
  progress('recorded');
  const random = SEEDS.map((seed) => untracked(() => peaks(randomTrace(seed, 500, 100_000))));
  progress('random');
  return [
    overhead('the recorded frame server', 1.125, [recorded]),
    overhead(`${SEEDS.length} random programs`, 1.25, random),
  ];
};

interface Peaks {
  readonly asked: number;
  readonly reserved: number;
}

function peaks(trace: AllocationTrace): Peaks {
  const pool = new PooledByteBufAllocator({ directMemory: new NoCleanerMemory(2 ** 31) });
  let [asked, reserved] = [0, 0];
  replay(trace, pool, (askedBytes) => {
    asked = Math.max(asked, askedBytes);
    reserved = Math.max(reserved, pool.metric().usedDirectMemory);
  });
  return { asked, reserved };
}

function overhead(subject: string, goal: number, all: readonly Peaks[]): Measurement {
  const mib = (side: keyof Peaks): string => `${(median(all.map((each) => each[side])) / MIB).toFixed(1)} MiB`;
  return atMost(goal, {
    question: 'How much memory does the pool reserve for what is asked for?',
    subject: `reserved for ${subject}`,
    peer: 'asked for',
    ratio: median(all.map((each) => each.reserved / each.asked)),
    figures: `${mib('reserved')} for ${mib('asked')}`,
  });
}
