import { leakDetector } from '@watertight/leak-detector';
import { measure } from 'mitata';
import { atLeast, type Measurement, median } from './measurement.ts';

/** Two ways to do the same work. */
export interface Race {
  readonly question: string;
  /** The peer's speed times this is the least that will do. */
  readonly goal: number;
  readonly subject: Runner;
  readonly peer: Runner;
  /** How many calls of what is asked about one run makes. */
  readonly calls: number;
}

interface Runner {
  readonly name: string;
  /** Returns something that depends on all the work, so that none of it can be left out. */
  readonly run: () => unknown;
}

/** Pairs that are measured, after one that only warms up. */
const PAIRS = 9;

/** Long enough for V8 to settle, short enough that a burst of other work hits one pair and not all. */
const MEASURED_NS = 60e6;

/**
 * Measures subject and peer in turn in this process. mitata warms them up, keeps their results alive and gives the median of
 * one turn; that the turns alternate, and that the answer is the median of their ratios, is ours.
 */
export async function race({ question, goal, subject, peer, calls }: Race): Promise<Measurement> {
  const ns: [subject: number, peer: number][] = [];
  for (let pair = 0; pair <= PAIRS; pair += 1) {
    const [first, second] = pair % 2 === 0 ? [subject, peer] : [peer, subject];
    const [one, other] = [await medianNs(first), await medianNs(second)];
    ns.push(pair % 2 === 0 ? [one, other] : [other, one]);
  }
  const counted = ns.slice(1);
  const perCall = (side: 0 | 1): string => `${(median(counted.map((pair) => pair[side])) / calls).toFixed(2)} ns`;
  return atLeast(goal, {
    question,
    subject: subject.name,
    peer: peer.name,
    ratio: median(counted.map(([ours, theirs]) => theirs / ours)),
    figures: `${perCall(0)} against ${perCall(1)} a call`,
  });
}

/** Runs `make` while nothing is tracked: what is measured is the buffer, not the detector, which has files of its own. */
export function untracked<T>(make: () => T): T {
  const { level } = leakDetector;
  leakDetector.setLevel('disabled');
  try {
    return make();
  } finally {
    leakDetector.setLevel(level);
  }
}

/** The nanoseconds of one run. */
export async function medianNs({ run }: Runner): Promise<number> {
  // A run is a batch already. No collection before it: mitata forces one by a gigabyte where Node does not expose it.
  const { p50 } = await measure(run, { min_cpu_time: MEASURED_NS, batch_threshold: 0, gc: false });
  return p50;
}
