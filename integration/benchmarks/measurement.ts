/** One answer of a benchmark: how the subject compares with its peer in the same run. */
export interface Measurement {
  /** What a user wants to know. */
  readonly question: string;
  /** What was measured. */
  readonly subject: string;
  /** What it was measured against, side by side. */
  readonly peer: string;
  /** Subject divided by peer, seconds or speeds as the goal has it: median of the pairs. */
  readonly ratio: number;
  /** What the ratio should be, in words: `<= 1.1`. */
  readonly goal: string;
  readonly met: boolean;
  /** The figures behind the ratio, for the reader; not part of the JSON file. */
  readonly figures: string;
}

/** What a benchmark file exports: it does its work and answers. */
export type Benchmark = (progress: (done: string) => void) => Promise<readonly Measurement[]>;

/** A measurement whose ratio must not exceed `most`. */
export function atMost(most: number, measured: Omit<Measurement, 'goal' | 'met'>): Measurement {
  return { ...measured, goal: `<= ${most}`, met: measured.ratio <= most };
}

/** A measurement of speeds, whose ratio must not fall below `least`. */
export function atLeast(least: number, measured: Omit<Measurement, 'goal' | 'met'>): Measurement {
  return { ...measured, goal: `>= ${least}`, met: measured.ratio >= least };
}

/** The middle one of `values`; of an even number the mean of the two middle ones. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const upper = sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
  const lower = sorted[Math.ceil(sorted.length / 2) - 1] ?? Number.NaN;
  return (lower + upper) / 2;
}
