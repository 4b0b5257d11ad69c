import type { MemoryBlock } from './memory-block.ts';
import type { MemoryOwner } from './memory-owner.ts';
import { type PageRun, staysIn, throwFreeAlready } from './page-run.ts';
import type { SlabList } from './slab-list.ts';

/** One of the equal parts of a slab. */
export class SlabBlock implements MemoryBlock {
  // Declared for the reason that byte-buf-indices.ts gives.
  declare readonly memory: Buffer;
  declare readonly view: DataView;
  declare readonly offset: number;
  declare readonly lengthBytes: number;
  declare owner: MemoryOwner | undefined;
  declare readonly slab: Slab;
  declare isFree: boolean;
  /** The free block that was freed before this one. */
  declare next: SlabBlock | undefined;

  constructor(slab: Slab, offset: number, lengthBytes: number) {
    this.memory = slab.pages.memory;
    this.view = slab.pages.view;
    this.offset = offset;
    this.lengthBytes = lengthBytes;
    this.owner = undefined;
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
    this.slab.giveBack(this);
  }
}

/** Pages in equal parts. What was freed last is given out first: the processor still has it at hand. */
export class Slab {
  // Declared for the reason that byte-buf-indices.ts gives.
  declare readonly list: SlabList;
  declare readonly pages: PageRun;
  /** Blocks in use. */
  declare used: number;
  /** Blocks are made when they are first needed. */
  declare private made: number;
  /** The free block that is next; none when there is no free one. */
  declare private freed: SlabBlock | undefined;
  // Its neighbours in the list.
  declare previous: Slab | undefined;
  declare next: Slab | undefined;

  constructor(list: SlabList, pages: PageRun) {
    this.list = list;
    this.pages = pages;
    this.used = 0;
    this.made = 0;
    this.freed = this.make();
    this.previous = undefined;
    this.next = undefined;
  }

  /** There must be a free block. */
  take(): SlabBlock {
    const block = this.freed as SlabBlock;
    this.freed = block.next;
    this.used += 1;
    block.isFree = false;
    if (block.next === undefined) {
      this.refill();
    }
    return block;
  }

  giveBack(block: SlabBlock): void {
    const { freed } = this;
    block.next = freed;
    this.freed = block;
    this.used -= 1;
    if (freed === undefined) {
      this.list.link(this);
    }
    if (this.used === 0) {
      this.list.emptied(this);
    }
  }

  private refill(): void {
    if (this.made < this.list.blocksPerSlab) {
      this.freed = this.make();
    } else {
      this.list.unlink(this);
    }
  }

  private make(): SlabBlock {
    const { blockBytes } = this.list;
    const offset = this.pages.offset + this.made * blockBytes;
    this.made += 1;
    return new SlabBlock(this, offset, blockBytes);
  }
}
