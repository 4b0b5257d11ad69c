import type { DirectMemory } from './direct-memory.ts';
import type { MemoryLimit } from './memory-limit.ts';
import type { MemoryOwner } from './memory-owner.ts';

/** A run of bytes that belongs to one owner, in memory of which others may own other parts. */
export interface MemoryBlock {
  readonly memory: Buffer;
  /** All of `memory`, for integers. */
  readonly view: DataView;
  /** Where the block begins in `memory`. */
  readonly offset: number;
  readonly lengthBytes: number;
  /** Where blocks come back as the same objects: who owns it, or owned it last, and may do so again. See `ownerOf`. */
  owner?: MemoryOwner | undefined;
  /** Whether an owner stays in the block when it changes its capacity to this. */
  fits(capacityBytes: number): boolean;
  /** Takes the block back. Called once, when nobody looks at it any more. */
  free(): void;
}

export const NO_MEMORY: Buffer = Buffer.alloc(0);

export const NO_VIEW: DataView = viewOf(NO_MEMORY);

/** Memory that is one block: direct memory, or some that is left to the garbage collector. */
export class WholeBlock implements MemoryBlock {
  readonly memory: Buffer;
  readonly view: DataView;
  readonly offset = 0;
  readonly lengthBytes: number;
  readonly #usage: MemoryLimit | undefined;
  readonly #home: Pick<DirectMemory, 'free'> | undefined;

  /**
   * @param usage - counts the block until it is freed.
   * @param home - what takes the memory back.
   */
  constructor(memory: Buffer, usage?: MemoryLimit, home?: Pick<DirectMemory, 'free'>) {
    this.memory = memory;
    this.view = viewOf(memory);
    this.lengthBytes = memory.length;
    this.#usage = usage;
    this.#home = home;
    usage?.take(memory.length);
  }

  fits(capacityBytes: number): boolean {
    return capacityBytes === this.lengthBytes;
  }

  free(): void {
    // First what refuses memory that is free already.
    this.#home?.free(this.memory);
    this.#usage?.giveBack(this.lengthBytes);
  }
}

/** The block of what has no memory, or has it elsewhere. */
export const NO_BLOCK: MemoryBlock = new WholeBlock(NO_MEMORY);

/** All of `memory`, for integers. */
export function viewOf(memory: Buffer): DataView {
  return new DataView(memory.buffer, memory.byteOffset, memory.byteLength);
}
