// How fast does a pooled buffer live? 256 bytes are allocated, written once and released, without the detector: beside
// Node's Buffer, which nobody releases, and beside Netty's pool. Sixteen buffers are kept in a ring before they are released,
// so that V8 cannot leave them out. What counts is the mean of many lives: the collector, too, is a part of what they cost.

import { type ByteBuf, PooledByteBufAllocator } from '@watertight/buffer';
import { findGarbageCollector, leakDetector } from '@watertight/leak-detector';
import { atLeast, type Benchmark, type Measurement, median } from './measurement.ts';
import { nettyLivesPerSecond } from './netty-speed.ts';
import { untracked } from './speed.ts';

const LIVES = 1_000_000;
const SIZE = 256;
const RING = 16;
const VALUE = 0x0123_4567_89ab_cdefn;

/** Rounds in turn, after one that only warms up. */
const ROUNDS = 7;

const POOL = PooledByteBufAllocator.DEFAULT;

const ours: ByteBuf[] = untracked(() => Array.from({ length: RING }, () => POOL.directBuffer(SIZE)));

const collect = findGarbageCollector();

const theirs: Buffer[] = new Array<Buffer>(RING).fill(Buffer.alloc(SIZE));

function lives(): unknown {
  for (let i = 0; i < LIVES; i += 1) {
    ours[i % RING]?.release();
    ours[i % RING] = POOL.directBuffer(SIZE).writeLong(VALUE);
  }
  return ours[0];
}

function livesOfNodes(): unknown {
  for (let i = 0; i < LIVES; i += 1) {
    const buffer = Buffer.allocUnsafe(SIZE);
    buffer.writeBigInt64BE(VALUE);
    theirs[i % RING] = buffer;
  }
  return theirs[0];
}

function livesOfSlowOnes(): unknown {
  for (let i = 0; i < LIVES; i += 1) {
    const buffer = Buffer.allocUnsafeSlow(SIZE);
    buffer.writeBigInt64BE(VALUE);
    theirs[i % RING] = buffer;
  }
  return theirs[0];
}

export const benchmark: Benchmark = async (progress) => {
  const { level } = leakDetector;
  leakDetector.setLevel('disabled');
  try {
    const besideBuffers = [
      besideNode('Buffer.allocUnsafe(256)', 3, livesOfNodes),
      besideNode('Buffer.allocUnsafeSlow(256)', 10, livesOfSlowOnes),
    ];
    progress('Node');
    return [...besideBuffers, ...(await besideNetty())];
  } finally {
    leakDetector.setLevel(level);
  }
};

function besideNode(peer: string, goal: number, run: () => unknown): Measurement {
  const rounds = Array.from({ length: ROUNDS + 1 }, () => ({ ours: nsOf(lives), node: nsOf(run) })).slice(1);
  const ns = (side: 'ours' | 'node'): string => `${median(rounds.map((round) => round[side])).toFixed(1)} ns`;
  return atLeast(goal, {
    question: 'How fast does a pooled buffer live?',
    subject: 'a pooled direct buffer',
    peer,
    ratio: median(rounds.map(({ ours, node }) => node / ours)),
    figures: `${ns('ours')} against ${ns('node')}`,
  });
}

/** The nanoseconds of one life, once what others have left is collected, and V8's young generation has its size again. */
function nsOf(run: () => unknown): number {
  collect?.();
  run();
  const start = process.hrtime.bigint();
  run();
  return Number(process.hrtime.bigint() - start) / LIVES;
}

async function besideNetty(): Promise<readonly Measurement[]> {
  const rounds: { readonly ours: number; readonly netty: number }[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const life = { level: 'disabled', allocator: 'pooledDirect', depth: 10, accesses: 0 } as const;
    const netty = await nettyLivesPerSecond(life);
    if (netty === undefined) {
      console.error('  Netty is not installed here: nothing is measured beside it.');
      return [];
    }
    // Several, as Netty's side runs for seconds, too.
    const ours = median(Array.from({ length: ROUNDS }, () => 1e9 / nsOf(lives)));
    rounds.push({ ours, netty });
  }
  const perSecond = (side: 'ours' | 'netty'): string => {
    return `${(median(rounds.map((round) => round[side])) / 1e6).toFixed(1)}M`;
  };
  return [
    atLeast(2, {
      question: 'How many pooled buffers live a second?',
      subject: 'ours',
      peer: "Netty's",
      ratio: median(rounds.map((round) => round.ours / round.netty)),
      figures: `${perSecond('ours')} against ${perSecond('netty')}`,
    }),
  ];
}
