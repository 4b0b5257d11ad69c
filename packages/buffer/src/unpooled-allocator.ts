import { type ByteBuf, root } from './byte-buf.ts';
import { ChildAllocator, type ChildOptions } from './child-allocator.ts';
import { DIRECT_MEMORY, type DirectMemory } from './direct-memory.ts';
import { MemoryLimit } from './memory-limit.ts';
import { directSource, heapSource, type MemorySource } from './memory-source.ts';
import { permanentOwner } from './owner-of.ts';
import { SourceAllocator } from './source-allocator.ts';
import { THREAD_MEMORY } from './thread-memory.ts';

export interface UnpooledOptions {
  /** Whether the buffers of `buffer` and `compositeBuffer` are direct. Default: true. */
  readonly preferDirect?: boolean;
  /** Where the memory of direct buffers comes from. Default: what this thread's allocators share. */
  readonly directMemory?: DirectMemory;
}

/** What an allocator has given away and not got back, in bytes. */
export interface UnpooledMetric {
  readonly usedHeapMemory: number;
  readonly usedDirectMemory: number;
}

let heapSourceOf: (alloc: UnpooledByteBufAllocator) => MemorySource;

/** Gives every buffer memory of its own. Netty's class of this name. */
export class UnpooledByteBufAllocator extends SourceAllocator {
  /** The allocator behind `Unpooled`. */
  static get DEFAULT(): UnpooledByteBufAllocator {
    return DEFAULT;
  }

  static {
    heapSourceOf = (alloc) => alloc.sources.heap;
  }

  readonly #heapUsage: MemoryLimit;
  readonly #directUsage: MemoryLimit;

  constructor({ preferDirect = true, directMemory = DIRECT_MEMORY }: UnpooledOptions = {}) {
    const heapUsage = new MemoryLimit(Number.POSITIVE_INFINITY, THREAD_MEMORY.heap);
    const directUsage = new MemoryLimit(Number.POSITIVE_INFINITY);
    super((alloc) => {
      const heap = heapSource(alloc, heapUsage);
      const direct = directSource(alloc, directMemory, directUsage);
      return { heap, direct, preferred: preferDirect ? direct : heap, empty: () => EMPTY_BUFFER };
    });
    this.#heapUsage = heapUsage;
    this.#directUsage = directUsage;
  }

  /** An allocator of the same memory that counts and limits what it gives. Whoever asks for it closes it. */
  child(name: string, options?: ChildOptions): ChildAllocator {
    return new ChildAllocator(name, this.sources, options);
  }

  /** The memory of this allocator's buffers that are not released; of composites, only what they allocated themselves. */
  metric(): UnpooledMetric {
    return { usedHeapMemory: this.#heapUsage.usedBytes, usedDirectMemory: this.#directUsage.usedBytes };
  }
}

const DEFAULT = new UnpooledByteBufAllocator();

/** The heap memory of the default allocator, which counts it, for copies that `Unpooled` makes. */
export const COPIES: MemorySource = { ...heapSourceOf(DEFAULT), name: 'copied' };

/** The buffer without bytes: nobody has to release it, and it is what empty results are. */
export const EMPTY_BUFFER: ByteBuf = root(permanentOwner(heapSource(DEFAULT)), 0);
