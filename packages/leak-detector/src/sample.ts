/** No run of resources that are left out is longer: the count of them stays a small integer. */
const MAX_GAP = 2 ** 30 - 1;

/**
 * Which resources are tracked where not all are: each with a chance of one in an interval. How many are left out before the
 * next one is drawn at once, so that most of them cost no random number.
 */
export class Sample {
  // Declared without values, for speed: every resource that is created asks.
  declare private readonly random: () => number;
  declare private readonly interval: () => number;
  /** Below 0 where it has to be drawn. */
  declare private leftOut: number;

  constructor(random: () => number, interval: () => number) {
    this.random = random;
    this.interval = interval;
    this.leftOut = -1;
  }

  takesNext(): boolean {
    if (this.leftOut < 0) {
      this.leftOut = gap(this.random(), this.interval());
    }
    this.leftOut -= 1;
    return this.leftOut < 0;
  }

  /** The interval is another one. */
  beginAnew(): void {
    this.leftOut = -1;
  }
}

/** How many draws in a row fail, where each succeeds with a chance of one in `interval`. */
function gap(random: number, interval: number): number {
  return Math.min(Math.log(1 - random) / Math.log(1 - 1 / interval), MAX_GAP) | 0;
}
