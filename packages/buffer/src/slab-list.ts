// Invariant: a slab is in the list exactly while it has a free block, and at most one slab without a block in use is kept.

import type { PageHeap } from './page-heap.ts';
import { Slab, type SlabBlock } from './slab.ts';

/** A slab may leave this part of its pages unused at their end, so that it need not have more of them. */
const UNUSED_PART = 1 / 32;

/** The slabs of one size class. */
export class SlabList {
  // Declared for the reason that byte-buf-indices.ts gives.
  declare readonly blockBytes: number;
  declare numAllocations: number;
  declare numSlabs: number;
  declare private readonly heap: PageHeap;
  declare private readonly pagesPerSlab: number;
  declare readonly blocksPerSlab: number;
  declare private head: Slab | undefined;
  /** A slab that had no block in use when it was last looked at. */
  declare private spare: Slab | undefined;

  constructor(heap: PageHeap, blockBytes: number) {
    this.blockBytes = blockBytes;
    this.numAllocations = 0;
    this.numSlabs = 0;
    this.heap = heap;
    this.pagesPerSlab = pagesPerSlab(blockBytes, heap.pageBytes);
    this.blocksPerSlab = Math.floor((this.pagesPerSlab * heap.pageBytes) / blockBytes);
    this.head = undefined;
    this.spare = undefined;
  }

  /** Counted when it is asked for, so that an allocation need not. */
  get numActive(): number {
    let active = 0;
    let fullSlabs = this.numSlabs;
    for (let slab = this.head; slab !== undefined; slab = slab.next) {
      active += slab.used;
      fullSlabs -= 1;
    }
    return active + fullSlabs * this.blocksPerSlab;
  }

  get numDeallocations(): number {
    return this.numAllocations - this.numActive;
  }

  /** Returns owned; where that takes new pages and there are none, nothing has changed. */
  take(): SlabBlock {
    this.numAllocations += 1;
    return (this.head === undefined ? this.addSlab() : this.head).take();
  }

  /** Gives up the pages of the slab that has no block in use. */
  trim(): void {
    const { spare } = this;
    this.spare = undefined;
    if (spare?.used === 0) {
      this.remove(spare);
    }
  }

  private addSlab(): Slab {
    const slab = new Slab(this, this.heap.take(this.pagesPerSlab));
    this.numSlabs += 1;
    this.link(slab);
    return slab;
  }

  /**
   * Called when the slab has no block in use any more. One is kept, so that the next block need not wait for pages; others
   * are taken from first.
   */
  emptied(slab: Slab): void {
    const { spare } = this;
    if (spare !== slab && spare?.used === 0) {
      this.remove(slab);
      return;
    }
    this.spare = slab;
    const { next } = slab;
    if (slab === this.head && next !== undefined) {
      this.unlink(slab);
      this.unlink(next);
      this.link(slab);
      this.link(next);
    }
  }

  private remove(slab: Slab): void {
    this.unlink(slab);
    this.numSlabs -= 1;
    this.heap.giveBack(slab.pages);
  }

  /** Called when the slab has a free block again. */
  link(slab: Slab): void {
    const { head } = this;
    slab.next = head;
    if (head !== undefined) {
      head.previous = slab;
    }
    this.head = slab;
  }

  /** Called when the slab has no free block any more. */
  unlink(slab: Slab): void {
    const { previous, next } = slab;
    if (next !== undefined) {
      next.previous = previous;
    }
    if (previous === undefined) {
      this.head = next;
    } else {
      previous.next = next;
    }
    slab.previous = undefined;
    slab.next = undefined;
  }
}

/** The fewest pages that blocks of this size fill well. */
function pagesPerSlab(blockBytes: number, pageBytes: number): number {
  let pages = 1;
  while ((pages * pageBytes) % blockBytes > pages * pageBytes * UNUSED_PART || pages * pageBytes < blockBytes) {
    pages += 1;
  }
  return pages;
}
