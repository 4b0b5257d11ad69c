// Invariant: memory is reserved only while there is too little idle memory to give up for it.

import { HugeBlock } from './huge-block.ts';
import type { ChunkMemory } from './page-heap.ts';

/** How much larger than what was asked for an idle block may be. */
const LARGEST_EXCESS = 1 / 8;

/** Blocks with memory of their own. In chunks they would leave holes that are too small for each other. */
export class HugeHeap {
  numAllocations = 0;
  numDeallocations = 0;
  /** The sizes of all blocks, in use or not. */
  reservedBytes = 0;
  /** The sizes of those that are not. */
  idleBytes = 0;
  readonly #memory: ChunkMemory;
  readonly #maxIdleBytes: number;
  /** The last one that was freed is the last one here. */
  readonly #idle: HugeBlock[] = [];

  /** @param maxIdleBytes - larger blocks are given up as soon as they are free. */
  constructor(memory: ChunkMemory, maxIdleBytes: number) {
    this.#memory = memory;
    this.#maxIdleBytes = maxIdleBytes;
  }

  /** Returns owned; where it throws, nothing is in use that was not before. */
  take(bytes: number, replacedBytes: number): HugeBlock {
    const block = this.#reuse(bytes) ?? this.#reserve(bytes, replacedBytes);
    block.isFree = false;
    this.numAllocations += 1;
    return block;
  }

  giveBack(block: HugeBlock): void {
    this.numDeallocations += 1;
    if (block.lengthBytes > this.#maxIdleBytes) {
      this.#giveUp(block);
      return;
    }
    block.isUnneeded = false;
    this.#idle.push(block);
    this.idleBytes += block.lengthBytes;
  }

  /** Gives up the blocks that nobody has needed since the last call. */
  trimUnneeded(): void {
    this.#trim(({ isUnneeded }) => isUnneeded);
    for (const block of this.#idle) {
      block.isUnneeded = true;
    }
  }

  /** Gives up all blocks that are not in use. */
  trim(): void {
    this.#trim(() => true);
  }

  #reuse(bytes: number): HugeBlock | undefined {
    const index = this.#idle.findLastIndex(({ lengthBytes }) => {
      return lengthBytes >= bytes && lengthBytes <= bytes * (1 + LARGEST_EXCESS);
    });
    const [block] = index === -1 ? [] : this.#idle.splice(index, 1);
    this.idleBytes -= block?.lengthBytes ?? 0;
    return block;
  }

  #reserve(bytes: number, replacedBytes: number): HugeBlock {
    let missingBytes = bytes;
    this.#trim(({ lengthBytes }) => {
      missingBytes -= lengthBytes;
      return missingBytes + lengthBytes > 0;
    });
    const block = new HugeBlock(this, this.#memory.allocate(bytes, replacedBytes));
    this.reservedBytes += bytes;
    return block;
  }

  /** Gives up idle blocks that are chosen. The oldest are asked first. */
  #trim(isChosen: (block: HugeBlock) => boolean): void {
    const chosen = this.#idle.filter(isChosen);
    for (const block of chosen) {
      this.#idle.splice(this.#idle.indexOf(block), 1);
      this.idleBytes -= block.lengthBytes;
      this.#giveUp(block);
    }
  }

  #giveUp(block: HugeBlock): void {
    this.reservedBytes -= block.lengthBytes;
    this.#memory.free(block.memory);
  }
}
