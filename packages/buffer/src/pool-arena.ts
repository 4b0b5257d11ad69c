import { HugeHeap } from './huge-heap.ts';
import type { MemoryBlock } from './memory-block.ts';
import { type ChunkMemory, PageHeap } from './page-heap.ts';
import type { PoolArenaMetric, PoolChunkMetric, PoolSizeClassMetric } from './pool-metric.ts';
import { QUANTUM_BYTES, sizeClassOf, sizeOfClass } from './size-classes.ts';
import { SlabList } from './slab-list.ts';

/** From so many pages on, memory is whole pages: less than that much of them would be wasted otherwise. */
const PAGES_OF_NORMAL = 4;

/** Beyond so many pages, blocks have memory of their own: in chunks they would leave holes too small for each other. */
const PAGES_OF_HUGE = 8;

/** After so many allocations, what nobody has needed meanwhile is given up. Netty's `io.netty.allocator.cacheTrimInterval`. */
const TRIM_INTERVAL = 8192;

/**
 * Memory of one kind. Small blocks are equal parts of slabs, normal ones are pages of a chunk, and huge ones have memory of
 * their own. There is one thread, so that no cache has to stand in front: a block that was freed last is taken first.
 */
export class PoolArena implements PoolArenaMetric {
  // Declared for the reason that byte-buf-indices.ts gives.
  declare private readonly heap: PageHeap;
  declare private readonly slabs: readonly SlabList[];
  /** Which slabs are for a size, counted in quanta. */
  declare private readonly slabsFor: readonly SlabList[];
  declare private readonly maxSmallBytes: number;
  declare private readonly maxNormalBytes: number;
  declare private readonly maxIdleBytes: number;
  declare private readonly huge: HugeHeap;
  declare private untilTrim: number;

  constructor(memory: ChunkMemory, pageBytes: number, chunkBytes: number) {
    const smallClasses = sizeClassOf(pageBytes * PAGES_OF_NORMAL);
    this.heap = new PageHeap(memory, pageBytes, chunkBytes, () => this.trimSlabs());
    this.slabs = Array.from({ length: smallClasses }, (_, index) => new SlabList(this.heap, sizeOfClass(index)));
    this.maxSmallBytes = sizeOfClass(smallClasses - 1);
    this.slabsFor = Array.from({ length: this.maxSmallBytes / QUANTUM_BYTES + 1 }, (_, quanta) => {
      return this.slabs[sizeClassOf(quanta * QUANTUM_BYTES)] as SlabList;
    });
    this.maxNormalBytes = Math.min(pageBytes * PAGES_OF_HUGE, chunkBytes);
    this.maxIdleBytes = chunkBytes;
    this.huge = new HugeHeap(memory, chunkBytes);
    this.untilTrim = TRIM_INTERVAL;
  }

  /** Returns owned: memory with whatever its last use has left there. Where it throws, nothing has changed. */
  allocate(bytes: number, replacedBytes = 0): MemoryBlock {
    this.untilTrim -= 1;
    if (this.untilTrim === 0) {
      this.trimUnneeded();
    }
    // In quanta of 16 bytes, spelled out: a constant of another file is read from memory.
    return bytes <= this.maxSmallBytes
      ? (this.slabsFor[(bytes + 15) >>> 4] as SlabList).take()
      : this.allocatePages(bytes, replacedBytes);
  }

  /** Gives up all memory that no block lies in. */
  trim(): void {
    this.trimSlabs();
    this.heap.trim();
    this.huge.trim();
  }

  get reservedBytes(): number {
    return this.heap.reservedBytes + this.huge.reservedBytes;
  }

  get pinnedBytes(): number {
    const small = this.slabs.reduce((sum, { numActive, blockBytes }) => sum + numActive * blockBytes, 0);
    const huge = this.huge.reservedBytes - this.huge.idleBytes;
    return small + this.heap.blockPages * this.heap.pageBytes + huge;
  }

  get numSmallAllocations(): number {
    return this.slabs.reduce((sum, { numAllocations }) => sum + numAllocations, 0);
  }

  get numSmallDeallocations(): number {
    return this.slabs.reduce((sum, { numDeallocations }) => sum + numDeallocations, 0);
  }

  get numNormalAllocations(): number {
    return this.heap.numAllocations;
  }

  get numNormalDeallocations(): number {
    return this.heap.numDeallocations;
  }

  get numHugeAllocations(): number {
    return this.huge.numAllocations;
  }

  get numHugeDeallocations(): number {
    return this.huge.numDeallocations;
  }

  get numAllocations(): number {
    return this.numSmallAllocations + this.numNormalAllocations + this.numHugeAllocations;
  }

  get numDeallocations(): number {
    return this.numSmallDeallocations + this.numNormalDeallocations + this.numHugeDeallocations;
  }

  get numActiveAllocations(): number {
    return this.numAllocations - this.numDeallocations;
  }

  sizeClasses(): readonly PoolSizeClassMetric[] {
    return this.slabs.map((list) => ({
      elementSize: list.blockBytes,
      numAllocations: list.numAllocations,
      numDeallocations: list.numDeallocations,
      numActiveAllocations: list.numActive,
      numSubpages: list.numSlabs,
    }));
  }

  chunks(): readonly PoolChunkMetric[] {
    return Array.from(this.heap.chunks, ({ lengthBytes, usedPages }) => {
      const usedBytes = usedPages * this.heap.pageBytes;
      return {
        chunkSize: lengthBytes,
        freeBytes: lengthBytes - usedBytes,
        usage: Math.round((usedBytes / lengthBytes) * 100),
      };
    });
  }

  private allocatePages(bytes: number, replacedBytes: number): MemoryBlock {
    const pages = Math.ceil(bytes / this.heap.pageBytes);
    if (bytes <= this.maxNormalBytes) {
      return this.heap.takeBlock(pages);
    }
    // A replaced block of a chunk does not give memory back.
    const regainedBytes = replacedBytes > this.maxNormalBytes ? replacedBytes : 0;
    // Whole pages, so that blocks of about a size take each other's place.
    const hugeBytes = bytes <= this.maxIdleBytes ? pages * this.heap.pageBytes : bytes;
    try {
      return this.huge.take(hugeBytes, regainedBytes);
    } catch {
      this.trim();
      return this.huge.take(hugeBytes, regainedBytes);
    }
  }

  private trimUnneeded(): void {
    this.untilTrim = TRIM_INTERVAL;
    this.heap.trimUnneeded();
    this.huge.trimUnneeded();
    this.trimSlabs();
  }

  private trimSlabs(): void {
    for (const list of this.slabs) {
      list.trim();
    }
  }
}
