// The free runs of a heap by their lengths, after the two-level segregated fit of Masmano and others (2004): lists of runs of
// about the same length, and a bit for each that says whether there is one. Finding, adding and removing take the same time
// whatever there is.

import type { PageRun } from './page-run.ts';
import { ceilClass, floorClass } from './size-classes.ts';

const WORD_BITS = 32;

export class FreeRuns {
  readonly #heads: (PageRun | undefined)[];
  /** Which lists are not empty. */
  readonly #words: Int32Array;

  constructor(maxPages: number) {
    const lists = ceilClass(maxPages) + 1;
    this.#heads = new Array<PageRun | undefined>(lists).fill(undefined);
    this.#words = new Int32Array(Math.ceil(lists / WORD_BITS));
  }

  /** A run of at least `pages` pages, which is removed; none if there is none for sure. */
  take(pages: number): PageRun | undefined {
    const run = this.#heads[this.#firstFrom(ceilClass(pages))];
    if (run !== undefined) {
      this.remove(run);
    }
    return run;
  }

  add(run: PageRun): void {
    const index = floorClass(run.pages);
    const head = this.#heads[index];
    run.previous = undefined;
    run.next = head;
    if (head === undefined) {
      this.#toggle(index);
    } else {
      head.previous = run;
    }
    this.#heads[index] = run;
  }

  remove(run: PageRun): void {
    const { previous, next } = run;
    if (next !== undefined) {
      next.previous = previous;
    }
    if (previous !== undefined) {
      previous.next = next;
      return;
    }
    const index = floorClass(run.pages);
    this.#heads[index] = next;
    if (next === undefined) {
      this.#toggle(index);
    }
  }

  #toggle(index: number): void {
    const word = Math.floor(index / WORD_BITS);
    this.#words[word] = (this.#words[word] ?? 0) ^ (1 << (index % WORD_BITS));
  }

  /** The first list from `index` on that is not empty; -1 if there is none. */
  #firstFrom(index: number): number {
    let word = Math.floor(index / WORD_BITS);
    let bits = (this.#words[word] ?? 0) & (-1 << (index % WORD_BITS));
    while (bits === 0 && word < this.#words.length) {
      word += 1;
      bits = this.#words[word] ?? 0;
    }
    // The lowest bit that is set.
    return bits === 0 ? -1 : word * WORD_BITS + 31 - Math.clz32(bits & -bits);
  }
}
