import type { HugeHeap } from './huge-heap.ts';
import { type MemoryBlock, viewOf } from './memory-block.ts';
import { staysIn, throwFreeAlready } from './page-run.ts';

/** Memory that is no part of a chunk. */
export class HugeBlock implements MemoryBlock {
  readonly memory: Buffer;
  readonly view: DataView;
  readonly offset = 0;
  readonly lengthBytes: number;
  isFree = false;
  /** Whether nobody has needed it since somebody looked. */
  isUnneeded = false;
  readonly #heap: HugeHeap;

  constructor(heap: HugeHeap, memory: Buffer) {
    this.memory = memory;
    this.view = viewOf(memory);
    this.lengthBytes = memory.length;
    this.#heap = heap;
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
    this.#heap.giveBack(this);
  }
}
