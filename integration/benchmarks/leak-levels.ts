// What does each level of the detector cost a pooled buffer's life? 256 bytes are allocated, written once, read sixteen times
// and released, beside the same without the detector; and that beside a build of the package that has no call of it at all.
// One life in 128 has its creating stack captured by V8, which is most of what a level costs: that is measured bare, too.

import type { PooledByteBufAllocator } from '@watertight/buffer';
import { type LeakLevel, leakDetector } from '@watertight/leak-detector';
import type { Benchmark, Measurement } from './measurement.ts';
import { race } from './speed.ts';
import { besideVariant, type Variant } from './variant-build.ts';

/** So many that each turn has some of those that are tracked. */
const LIVES = 1024;
const SAMPLING_INTERVAL = 128;
const SIZE = 256;
const READS = 16;

const NO_HOOK: Variant = {
  name: 'the detector',
  code: /^var \{ (?:isDue: )?(isDue\d*)(?:, trackDue)? \} = leakDetector\d*;$/gm,
  places: 2,
  instead: 'var $1 = () => false;',
};

/** The least speed at each level, as a part of the speed at none. */
const LEVELS: readonly (readonly [level: LeakLevel, goal: number])[] = [
  ['simple', 0.85],
  ['advanced', 0.85],
];

/** Below what this bench can tell apart. */
const NO_COST = 0.97;

/** Frames of most stacks in a server. */
const FRAMES = 8;

export const benchmark: Benchmark = (progress) =>
  besideVariant(NO_HOOK, async (withHook, withoutHook) => {
    const none = { name: 'the same at level disabled', run: livesAt('disabled', withHook) };
    const measured: Measurement[] = [
      await race({
        question: 'What does the detector cost when it is disabled?',
        goal: NO_COST,
        subject: { name: 'a pooled buffer at level disabled', run: none.run },
        peer: { name: 'a build without the detector', run: livesAt('disabled', withoutHook) },
        calls: LIVES,
      }),
    ];
    progress('disabled');
    for (const [level, goal] of LEVELS) {
      const subject = { name: `a pooled buffer at level ${level}`, run: livesAt(level, withHook) };
      const question = `How fast does a buffer live at level ${level}?`;
      measured.push(await race({ question, goal, subject, peer: none, calls: LIVES }));
      progress(level);
    }
    measured.push(
      await race({
        question: "How far from V8's own limit is a life at level simple?",
        goal: 0.8,
        subject: { name: 'a pooled buffer at level simple', run: livesAt('simple', withHook) },
        peer: {
          name: `one at level disabled, and a bare stack of ${FRAMES} frames for every ${SAMPLING_INTERVAL}`,
          run: withStacks(none.run),
        },
        calls: LIVES,
      }),
    );
    progress("V8's limit");
    return measured;
  });

/** The same, with as many stacks as there are lives in the sample. */
function withStacks(run: () => bigint): () => unknown {
  return () => {
    const limit = Error.stackTraceLimit;
    Error.stackTraceLimit = FRAMES;
    const stacks = Array.from({ length: LIVES / SAMPLING_INTERVAL }, () => new Error());
    Error.stackTraceLimit = limit;
    return [run(), stacks];
  };
}

/** In no scope, as in a server. */
function livesAt(level: LeakLevel, allocator: PooledByteBufAllocator): () => bigint {
  const lives = (): bigint => {
    let sum = 0n;
    for (let i = 0; i < LIVES; i += 1) {
      const buffer = allocator.directBuffer(SIZE).writeLong(1n);
      for (let read = 0; read < READS; read += 1) {
        sum += buffer.getLong(0);
      }
      buffer.release();
    }
    return sum;
  };
  return () => {
    leakDetector.setLevel(level);
    return lives();
  };
}
