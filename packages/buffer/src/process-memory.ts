import { THREAD_MEMORY } from './thread-memory.ts';

/** What Node says of memory, in bytes, and which part of it is buffers'. */
export interface ProcessMemory {
  /** What the process has of the machine's memory. */
  readonly rss: number;
  /** What V8 knows of outside its heap. */
  readonly external: number;
  /** The part of it that is in `ArrayBuffer`s, Node's own `Buffer`s included. */
  readonly arrayBuffers: number;
  /** The part of that which the allocators of this package have given away, or keep for later. */
  readonly accounted: number;
  /** The other part: `Buffer`s and `ArrayBuffer`s of the program and its libraries. */
  readonly unaccounted: number;
}

/**
 * The memory of this thread, except `rss`, which is the process's. V8 keeps arrays of up to 64 bytes in its heap, and frees
 * what was dropped when it likes: small parts of `accounted` may not be in `arrayBuffers`.
 */
export function processMemory(): ProcessMemory {
  const { rss, external, arrayBuffers } = process.memoryUsage();
  const accounted = Object.values(THREAD_MEMORY).reduce((sum, { usedBytes }) => sum + usedBytes, 0);
  return { rss, external, arrayBuffers, accounted, unaccounted: Math.max(0, arrayBuffers - accounted) };
}
