import { getHeapStatistics } from 'node:v8';
import { CleanerMemory } from './cleaner-memory.ts';
import { NoCleanerMemory } from './no-cleaner-memory.ts';
import { memorySizeSetting } from './settings.ts';

/** Memory outside V8's heap, counted and limited. Each piece is an `ArrayBuffer` of its own. */
export interface DirectMemory {
  /** What becomes of memory that is dropped: the collector gives it back, or nobody does. */
  readonly strategy: 'cleaner' | 'noCleaner';
  /** Pieces in use. */
  readonly count: number;
  readonly usedBytes: number;
  readonly maxBytes: number;
  /**
   * Returns owned: zeroed memory.
   *
   * @param replacedBytes - the size of a piece that will be freed as soon as it is copied, and so counts as free already.
   * @throws OutOfDirectMemoryError when there would be more than `maxBytes`; nothing has changed then.
   */
  allocate(capacityBytes: number, replacedBytes?: number): Buffer;
  /**
   * Takes what `allocate` gave. Views of it that were handed out are empty from then on; input and output that is still
   * under way on one reads or writes memory that may belong to somebody else by then.
   *
   * @throws IllegalArgumentError when it is not in use here, as after an earlier call; nothing has changed then.
   */
  free(memory: Buffer): void;
}

/** What dropped memory may grow to before the collector is forced: as much as V8's heap, unless said otherwise. */
const MAX_CLEANER_MEMORY = memorySizeSetting('WATERTIGHT_MAX_CLEANER_MEMORY', getHeapStatistics().heap_size_limit, 1);

/** Netty's `io.netty.maxDirectMemory`: below 0 as much as with a cleaner, 0 a cleaner, above 0 that many bytes. */
const MAX_DIRECT_MEMORY = memorySizeSetting('WATERTIGHT_MAX_DIRECT_MEMORY', -1, Number.NEGATIVE_INFINITY);

/** What this thread's allocators use unless they are given another. */
export const DIRECT_MEMORY: DirectMemory =
  MAX_DIRECT_MEMORY === 0
    ? new CleanerMemory(MAX_CLEANER_MEMORY)
    : new NoCleanerMemory(MAX_DIRECT_MEMORY > 0 ? MAX_DIRECT_MEMORY : MAX_CLEANER_MEMORY);

/** Whether direct memory is held until it is released. Netty's `PlatformDependent` has methods of these three names. */
export function useDirectBufferNoCleaner(): boolean {
  return DIRECT_MEMORY.strategy === 'noCleaner';
}

/** The direct memory of this thread that is in use, in bytes; -1 where the collector frees it, as in Netty. */
export function usedDirectMemory(): number {
  return useDirectBufferNoCleaner() ? DIRECT_MEMORY.usedBytes : -1;
}

/** How much direct memory this thread may use, in bytes. */
export function maxDirectMemory(): number {
  return DIRECT_MEMORY.maxBytes;
}
