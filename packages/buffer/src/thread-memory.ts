import { MemoryLimit } from './memory-limit.ts';

/** All memory of a kind that a thread has in use, whichever allocator gave it. */
class ThreadMemory extends MemoryLimit {
  #published: Float64Array | undefined;

  constructor() {
    super(Number.POSITIVE_INFINITY);
  }

  /** From now on, number and bytes stand there, too. */
  publishIn(published: Float64Array): void {
    this.#published = published;
    this.#publish();
  }

  override take(bytes: number, replacedBytes?: number): void {
    super.take(bytes, replacedBytes);
    this.#publish();
  }

  override giveBack(bytes: number): void {
    super.giveBack(bytes);
    this.#publish();
  }

  #publish(): void {
    if (this.#published !== undefined) {
      this.#published[0] = this.count;
      this.#published[1] = this.usedBytes;
    }
  }
}

/** The memory of this thread, by who gives it back. */
export const THREAD_MEMORY = {
  heap: new ThreadMemory(),
  cleaner: new ThreadMemory(),
  noCleaner: new ThreadMemory(),
} as const;

/** What a pool says of itself. */
export interface Pool {
  readonly reservedBytes: number;
  readonly pinnedBytes: number;
  readonly numHugeAllocations: number;
  readonly numHugeDeallocations: number;
  chunks(): readonly unknown[];
}

let pools: readonly WeakRef<Pool>[] = [];

/** From now on the pool is one of this thread's. Borrows it. */
export function addPool(pool: Pool): void {
  pools = [...pools.filter((ref) => ref.deref() !== undefined), new WeakRef(pool)];
}

/** The pools of this thread. Returns borrowed. */
export function poolsOfThread(): readonly Pool[] {
  return pools.map((ref) => ref.deref()).filter((pool) => pool !== undefined);
}
