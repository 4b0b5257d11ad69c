import { MemoryLimit } from './memory-limit.ts';

/** All memory of a kind that this thread has in use, whichever allocator gave it. */
export const THREAD_MEMORY = {
  heap: new MemoryLimit(Number.POSITIVE_INFINITY),
  cleaner: new MemoryLimit(Number.POSITIVE_INFINITY),
  noCleaner: new MemoryLimit(Number.POSITIVE_INFINITY),
} as const;
