import type { MemoryBlock } from './memory-block.ts';
import { type PageRun, staysIn, throwFreeAlready } from './page-run.ts';
import type { SlabList } from './slab-list.ts';

/** One of the equal parts of a slab. */
export class SlabBlock implements MemoryBlock {
  // Declared for the reason that byte-buf-indices.ts gives.
  declare readonly memory: Buffer;
  declare readonly view: DataView;
  declare readonly offset: number;
  declare readonly lengthBytes: number;
  declare readonly slab: Slab;
  declare isFree: boolean;
  /** The free block that was freed before this one. */
  declare next: SlabBlock | undefined;

  constructor(slab: Slab, offset: number, lengthBytes: number) {
    this.memory = slab.pages.memory;
    this.view = slab.pages.view;
    this.offset = offset;
    this.lengthBytes = lengthBytes;
    this.slab = slab;
    this.isFree = true;
    this.next = undefined;
  }

  fits(capacityBytes: number): boolean {
    return staysIn(this.lengthBytes, capacityBytes);
  }

  /** @throws IllegalArgumentError when it is free already. */
  free(): void {
    if (this.isFree) {
      throwFreeAlready(this);
    }
    this.isFree = true;
    this.slab.list.giveBack(this);
  }
}

/** Pages in equal parts. What was freed last is given out first: the processor still has it at hand. */
export class Slab {
  // Declared for the reason that byte-buf-indices.ts gives.
  declare readonly list: SlabList;
  declare readonly pages: PageRun;
  declare readonly capacity: number;
  /** Blocks in use. */
  declare used: number;
  /** Blocks that were ever given out: they are made when they are first needed. */
  declare private made: number;
  declare private freed: SlabBlock | undefined;
  // Its neighbours in the list.
  declare previous: Slab | undefined;
  declare next: Slab | undefined;

  constructor(list: SlabList, pages: PageRun) {
    this.list = list;
    this.pages = pages;
    this.capacity = Math.floor(pages.lengthBytes / list.blockBytes);
    this.used = 0;
    this.made = 0;
    this.freed = undefined;
    this.previous = undefined;
    this.next = undefined;
  }

  /** There must be a free block. */
  take(): SlabBlock {
    const block = this.freed === undefined ? this.make() : this.freed;
    this.freed = block.next;
    this.used += 1;
    block.isFree = false;
    return block;
  }

  giveBack(block: SlabBlock): void {
    block.next = this.freed;
    this.freed = block;
    this.used -= 1;
  }

  private make(): SlabBlock {
    const { blockBytes } = this.list;
    const offset = this.pages.offset + this.made * blockBytes;
    this.made += 1;
    return new SlabBlock(this, offset, blockBytes);
  }
}
