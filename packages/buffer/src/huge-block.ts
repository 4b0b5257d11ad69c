import { type MemoryBlock, viewOf } from './memory-block.ts';
import type { ChunkMemory } from './page-heap.ts';
import { throwFreeAlready } from './page-run.ts';

/** Blocks that are too large for a chunk: how many there were, and how much of them is in use. */
export interface HugeUsage {
  numAllocations: number;
  numDeallocations: number;
  usedBytes: number;
}

/** Memory that is no part of a chunk: it is given up as soon as it is free. */
export class HugeBlock implements MemoryBlock {
  readonly memory: Buffer;
  readonly view: DataView;
  readonly offset = 0;
  readonly lengthBytes: number;
  readonly #home: ChunkMemory;
  readonly #usage: HugeUsage;
  #isFree = false;

  constructor(home: ChunkMemory, usage: HugeUsage, lengthBytes: number, replacedBytes?: number) {
    this.memory = home.allocate(lengthBytes, replacedBytes);
    this.view = viewOf(this.memory);
    this.lengthBytes = lengthBytes;
    this.#home = home;
    this.#usage = usage;
    usage.numAllocations += 1;
    usage.usedBytes += lengthBytes;
  }

  fits(capacityBytes: number): boolean {
    return capacityBytes === this.lengthBytes;
  }

  /** @throws IllegalArgumentError when it is free already. */
  free(): void {
    if (this.#isFree) {
      throwFreeAlready(this);
    }
    this.#isFree = true;
    this.#usage.numDeallocations += 1;
    this.#usage.usedBytes -= this.lengthBytes;
    this.#home.free(this.memory);
  }
}
