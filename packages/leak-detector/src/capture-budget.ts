/** Stacks captured without asking, in one scope. */
const FREE = 1000;

/**
 * Where a scope's captures go once it has very many resources: of the stacks that a report can do without, the first
 * thousand are captured, then the n-th with a chance of a thousand in n. So a test of a few hundred buffers gets every
 * stack, and one of a million pays for a few thousand.
 */
export class CaptureBudget {
  #asked = 0;

  /** Whether one more of these stacks is captured. Draws a number only when the free ones are used up. */
  allows(random: () => number): boolean {
    this.#asked += 1;
    return this.#asked <= FREE || random() * this.#asked < FREE;
  }

  /** Begins anew: for a scope without an end, whose past says nothing of what happens in it now. */
  renew(): void {
    this.#asked = 0;
  }
}
