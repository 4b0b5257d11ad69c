// Invariant: what was allocated and not freed is held here, so that the collector never frees it.

import { checkSize } from './bounds.ts';
import type { DirectMemory } from './direct-memory.ts';
import { IllegalArgumentError, OutOfDirectMemoryError } from './errors.ts';
import { MemoryLimit } from './memory-limit.ts';
import { detach, reserve } from './off-heap-memory.ts';
import { THREAD_MEMORY } from './thread-memory.ts';

/** Where memory says which of the held pieces it is: a third of what looking it up in a `Map` costs. */
const SLOT = Symbol('slot');

interface HeldMemory extends ArrayBuffer {
  [SLOT]?: number;
}

/**
 * Memory that only `free` gives back, at once. Whoever drops it has lost it until the process ends, as with Netty's
 * `allocateDirectNoCleaner`.
 */
export class NoCleanerMemory implements DirectMemory {
  readonly strategy = 'noCleaner';
  readonly #limit: MemoryLimit;
  readonly #held: (HeldMemory | undefined)[] = [];
  readonly #heldBytes: number[] = [];
  readonly #freeSlots: number[] = [];

  /** @param maxBytes - how much may be in use at a time. */
  constructor(maxBytes: number) {
    checkSize('maxBytes', maxBytes);
    this.#limit = new MemoryLimit(maxBytes, THREAD_MEMORY.noCleaner);
  }

  get count(): number {
    return this.#limit.count;
  }

  get usedBytes(): number {
    return this.#limit.usedBytes;
  }

  get maxBytes(): number {
    return this.#limit.maxBytes;
  }

  allocate(capacityBytes: number, replacedBytes = 0): Buffer {
    const memory: HeldMemory | undefined = reserve(capacityBytes, replacedBytes, this.#limit);
    if (memory === undefined) {
      throw new OutOfDirectMemoryError(capacityBytes, this.usedBytes, this.maxBytes, ADVICE);
    }
    const slot = this.#freeSlots.pop() ?? this.#held.length;
    memory[SLOT] = slot;
    this.#held[slot] = memory;
    this.#heldBytes[slot] = capacityBytes;
    return Buffer.from(memory);
  }

  free({ buffer }: Buffer): void {
    const slot = (buffer as HeldMemory)[SLOT] ?? -1;
    if (this.#held[slot] !== buffer) {
      throw new IllegalArgumentError('memory: not in use here (expected: what `allocate` gave, once)', 'memory');
    }
    this.#held[slot] = undefined;
    this.#freeSlots.push(slot);
    this.#limit.giveBack(this.#heldBytes[slot] ?? 0);
    detach(buffer);
  }
}

const ADVICE =
  'A buffer that is dropped without release keeps its memory: leak level paranoid tells where they were made. If all are in use, raise WATERTIGHT_MAX_DIRECT_MEMORY.';
