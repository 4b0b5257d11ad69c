import type { ByteBufAllocator } from './allocator.ts';
import { ChildAllocator, type ChildOptions } from './child-allocator.ts';
import { DIRECT_MEMORY, type DirectMemory } from './direct-memory.ts';
import { IllegalArgumentError } from './errors.ts';
import type { MemorySource } from './memory-source.ts';
import type { ChunkMemory } from './page-heap.ts';
import { inspected } from './poison.ts';
import { PoolArena } from './pool-arena.ts';
import type { PooledByteBufAllocatorMetric } from './pool-metric.ts';
import { isPowerOfTwo, powerOfTwoSetting } from './settings.ts';
import { SourceAllocator } from './source-allocator.ts';
import { addPool, THREAD_MEMORY } from './thread-memory.ts';
import { EMPTY_BUFFER } from './unpooled-allocator.ts';

const SMALLEST_PAGE = 4096;

const LARGEST_PAGE = 2 ** 20;

const LARGEST_CHUNK = 2 ** 30;

/** Netty's `io.netty.allocator.pageSize`. */
const PAGE_SIZE = powerOfTwoSetting('WATERTIGHT_ALLOCATOR_PAGE_SIZE', 8 * 1024, SMALLEST_PAGE, LARGEST_PAGE);

/** Netty's `io.netty.allocator.pageSize`, shifted by its `maxOrder`. */
const CHUNK_SIZE = powerOfTwoSetting('WATERTIGHT_ALLOCATOR_CHUNK_SIZE', 4 * 1024 * 1024, PAGE_SIZE, LARGEST_CHUNK);

export interface PooledOptions {
  /** Whether the buffers of `buffer` and `compositeBuffer` are direct. Default: true. */
  readonly preferDirect?: boolean;
  /** In bytes: a power of two from 4,096 to 2^20. Default: `WATERTIGHT_ALLOCATOR_PAGE_SIZE`, or 8 KiB. */
  readonly pageSize?: number;
  /**
   * The largest chunk, and the largest buffer whose memory is kept when it is released, in bytes: a power of two from `pageSize` to 2^30. Default:
   * `WATERTIGHT_ALLOCATOR_CHUNK_SIZE`, or 4 MiB.
   */
  readonly chunkSize?: number;
  /** Where the chunks of direct buffers come from. Default: what this thread's allocators share. */
  readonly directMemory?: DirectMemory;
}

/**
 * Cuts buffers out of chunks, and uses the memory again once they are released. Netty's class of this name.
 *
 * New buffers hold whatever their memory was last used for, as in Netty. What was released belongs to somebody else soon: a
 * view that `toBuffer` or its like has given out must not be used after that.
 *
 * A thread has pools of its own, since each worker loads this package for itself; a buffer stays in the thread that made it.
 */
export class PooledByteBufAllocator extends SourceAllocator {
  /** The pool of this thread. */
  static get DEFAULT(): PooledByteBufAllocator {
    return DEFAULT;
  }

  readonly #heap: PoolArena;
  readonly #direct: PoolArena;
  readonly #chunkSize: number;

  /** @throws IllegalArgumentError when a size is none. */
  constructor(options: PooledOptions = {}) {
    const { preferDirect = true, pageSize = PAGE_SIZE, chunkSize = CHUNK_SIZE, directMemory = DIRECT_MEMORY } = options;
    checkPowerOfTwo('pageSize', pageSize, SMALLEST_PAGE, LARGEST_PAGE);
    checkPowerOfTwo('chunkSize', chunkSize, pageSize, LARGEST_CHUNK);
    const heapArena = new PoolArena(HEAP_MEMORY, pageSize, chunkSize);
    const directArena = new PoolArena(directMemory, pageSize, chunkSize);
    super((alloc) => {
      const heap = pooledSource(alloc, heapArena, 'heap');
      const direct = pooledSource(alloc, directArena, 'direct');
      return { heap, direct, preferred: preferDirect ? direct : heap, empty: () => EMPTY_BUFFER };
    });
    this.#heap = heapArena;
    this.#direct = directArena;
    this.#chunkSize = chunkSize;
    addPool(heapArena);
    addPool(directArena);
  }

  /** An allocator of the same memory that counts and limits what it gives. Whoever asks for it closes it. */
  child(name: string, options?: ChildOptions): ChildAllocator {
    return new ChildAllocator(name, this.sources, options);
  }

  /** What is reserved, whether buffers lie in it or not; a few additions. */
  metric(): PooledByteBufAllocatorMetric {
    return {
      usedHeapMemory: this.#heap.reservedBytes,
      usedDirectMemory: this.#direct.reservedBytes,
      chunkSize: this.#chunkSize,
      heapArena: this.#heap,
      directArena: this.#direct,
    };
  }

  /** What heap buffers lie in that are not released, in bytes. */
  pinnedHeapMemory(): number {
    return this.#heap.pinnedBytes;
  }

  /** What direct buffers lie in that are not released, in bytes. */
  pinnedDirectMemory(): number {
    return this.#direct.pinnedBytes;
  }

  /**
   * Gives up all memory that no buffer lies in. What nobody has needed for 8,192 allocations is given up without it: it is
   * for those who know that they will be idle.
   */
  trimCurrentThreadCache(): void {
    this.#heap.trim();
    this.#direct.trim();
  }
}

const HEAP_MEMORY: ChunkMemory = {
  allocate(bytes, replacedBytes) {
    const chunk = Buffer.from(new ArrayBuffer(bytes));
    THREAD_MEMORY.heap.take(bytes, replacedBytes);
    return chunk;
  },
  free: ({ length }) => THREAD_MEMORY.heap.giveBack(length),
};

const DEFAULT = new PooledByteBufAllocator();

function pooledSource(alloc: ByteBufAllocator, arena: PoolArena, kind: 'heap' | 'direct'): MemorySource {
  return {
    name: `pooled ${kind}`,
    className: kind === 'heap' ? 'PooledHeapByteBuf' : 'PooledDirectByteBuf',
    isDirect: kind === 'direct',
    outlivesRelease: true,
    keepsCapacity: true,
    isMovable: false,
    alloc,
    allocate: (capacityBytes, replacedBytes) => inspected(arena.allocate(capacityBytes, replacedBytes)),
  };
}

function checkPowerOfTwo(name: string, value: number, least: number, most: number): void {
  if (!isPowerOfTwo(value, least, most)) {
    throw new IllegalArgumentError(`${name}: ${String(value)} (expected: a power of two, ${least}-${most})`, name);
  }
}
