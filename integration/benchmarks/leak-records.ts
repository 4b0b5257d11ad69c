// What does it cost to record everything? A buffer of 256 bytes is allocated, written once, read N times and released, ten
// frames deep at level paranoid, in a test and in a server, where no scope is open: beside Netty, beside what V8 itself takes
// for one stack at that place, and beside presence alone, which knows no more than who created it.

import { PooledByteBufAllocator } from '@watertight/buffer';
import { leakDetector } from '@watertight/leak-detector';
import { atLeast, type Benchmark, type Measurement, median } from './measurement.ts';
import { nettyLivesPerSecond } from './netty-speed.ts';
import { medianNs, race } from './speed.ts';

const LIVES = 64;
const SIZE = 256;
/** Frames on the stack where a buffer is allocated: what mitata and the scope bring along. */
const DEPTH = 10;
const ROUNDS = 3;

/** Netty's speed times this is the least, for so many reads. */
const GOALS: readonly (readonly [reads: number, goal: number])[] = [
  [0, 1],
  [16, 3],
  [256, 20],
];

const SCOPE = leakDetector.openScope('a benchmark', 'test');

function lives(reads: number): bigint {
  let sum = 0n;
  for (let i = 0; i < LIVES; i += 1) {
    const buffer = PooledByteBufAllocator.DEFAULT.directBuffer(SIZE).writeLong(1n);
    for (let read = 0; read < reads; read += 1) {
      sum += buffer.getLong(0);
    }
    buffer.release();
  }
  return sum;
}

/** One stack for each life, and nothing else: not even what holds the stack. */
function stacks(frames: number): unknown {
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = frames;
  let last: unknown;
  for (let i = 0; i < LIVES; i += 1) {
    last = capture();
  }
  Error.stackTraceLimit = limit;
  return last;
}

function capture(): Error {
  return new Error();
}

/** Where buffers live, and how many frames of a creation are kept there once there were very many. */
interface Surroundings {
  readonly name: string;
  readonly frames: number;
  run<T>(work: () => T): T;
}

const IN_A_TEST: Surroundings = {
  name: 'in a test',
  frames: leakDetector.stackDepth,
  run: (work) => SCOPE.run(work),
};

const IN_A_SERVER: Surroundings = { name: 'in a server', frames: 8, run: (work) => deep(DEPTH_OF_SCOPE, work) };

/** Frames that the scope brings along in a test. */
const DEPTH_OF_SCOPE = 4;

function deep<T>(more: number, work: () => T): T {
  return more > 0 ? deep(more - 1, work) : work();
}

const paranoid = (reads: number, where: Surroundings) => (): bigint => {
  leakDetector.setLevel('paranoid');
  leakDetector.setRecords('full');
  return where.run(() => lives(reads));
};

/** What the harness's option `records: 'presence'` does. */
const presence = (reads: number) => (): bigint => {
  leakDetector.setLevel('paranoid');
  leakDetector.setRecords('presence');
  return SCOPE.run(() => lives(reads));
};

export const benchmark: Benchmark = async (progress) => {
  const { level } = leakDetector;
  const measured: Measurement[] = [];
  for (const [reads, goal] of GOALS) {
    measured.push(...(await besideNetty(reads, goal)));
    for (const where of [IN_A_TEST, IN_A_SERVER]) {
      const bare = (): unknown => where.run(() => stacks(where.frames));
      measured.push(
        await race({
          question: `How far from V8's own limit is a life with ${reads} reads at level paranoid ${where.name}?`,
          // A creation that was not recorded would be a leak that nobody can find.
          goal: 0.5,
          subject: { name: 'a life', run: paranoid(reads, where) },
          peer: { name: `one bare stack of ${where.frames} frames`, run: bare },
          calls: LIVES,
        }),
      );
    }
    progress(`${reads} reads`);
  }
  measured.push(
    await race({
      question: 'How much faster is presence alone than everything, at 16 reads?',
      goal: 3,
      subject: { name: 'presence', run: presence(16) },
      peer: { name: 'paranoid', run: paranoid(16, IN_A_TEST) },
      calls: LIVES,
    }),
  );
  leakDetector.setLevel(level);
  leakDetector.setRecords('full');
  return measured;
};

/** Rounds in turn; none where Netty is not installed. */
async function besideNetty(reads: number, goal: number): Promise<readonly Measurement[]> {
  const rounds: { readonly test: number; readonly server: number; readonly netty: number }[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const netty = await nettyLivesPerSecond({
      level: 'paranoid',
      allocator: 'pooledDirect',
      depth: DEPTH,
      accesses: reads,
    });
    if (netty === undefined) {
      console.error('  Netty is not installed here: nothing is measured beside it.');
      return [];
    }
    const test = await livesPerSecond(reads, IN_A_TEST);
    rounds.push({ test, server: await livesPerSecond(reads, IN_A_SERVER), netty });
  }
  const perSecond = (side: 'test' | 'server' | 'netty'): string => {
    return `${(median(rounds.map((round) => round[side])) / 1000).toFixed(1)}k`;
  };
  return (['test', 'server'] as const).map((where) =>
    atLeast(goal, {
      question: `How many buffers live a second at level paranoid in a ${where}, with ${reads} reads?`,
      subject: 'ours',
      peer: "Netty's",
      ratio: median(rounds.map((round) => round[where] / round.netty)),
      figures: `${perSecond(where)} against ${perSecond('netty')}`,
    }),
  );
}

async function livesPerSecond(reads: number, where: Surroundings): Promise<number> {
  return (LIVES * 1e9) / (await medianNs({ name: 'ours', run: paranoid(reads, where) }));
}
