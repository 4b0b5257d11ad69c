import { LEAK_TRACKER } from '@watertight/leak-detector';
import type { ByteBufAllocator } from './allocator.ts';
import { AllocatorAccount } from './allocator-account.ts';
import { checkSize } from './bounds.ts';
import type { ByteBuf } from './byte-buf.ts';
import { defineDispose } from './define-dispose.ts';
import type { MemoryBlock } from './memory-block.ts';
import type { MemorySource } from './memory-source.ts';
import { type MemorySources, SourceAllocator } from './source-allocator.ts';

export interface ChildOptions {
  /** How much memory its buffers may have at a time, those of its own children included. Default: no limit. */
  readonly limitBytes?: number;
}

/** What a child allocator has given away and not got back; its children's buffers count, too. */
export interface ChildMetric {
  readonly numBuffers: number;
  readonly usedBytes: number;
  /** The most that was in use at a time. */
  readonly peakBytes: number;
  /** Infinity where there is none. */
  readonly limitBytes: number;
}

/**
 * An allocator with a name, which counts what it gives, and limits it: Apache Arrow's idea. Its memory is another
 * allocator's. Composites count with what they allocate themselves.
 */
export class ChildAllocator extends SourceAllocator {
  /** Closes it when a `using` declaration ends, where the realm has `Symbol.dispose`. */
  declare readonly [Symbol.dispose]: () => void;

  readonly #account: AllocatorAccount;
  readonly #origin: MemorySources;

  /** Made by the `child` of allocators. */
  constructor(name: string, origin: MemorySources, { limitBytes }: ChildOptions = {}, parent?: AllocatorAccount) {
    if (limitBytes !== undefined) {
      checkSize('limitBytes', limitBytes);
    }
    const account = new AllocatorAccount(name, limitBytes ?? Number.POSITIVE_INFINITY, parent);
    super((alloc) => accountedSources(origin, alloc, account));
    this.#account = account;
    this.#origin = origin;
  }

  /** Its own name behind those of the child allocators that it belongs to, as reports of its buffers show it. */
  get name(): string {
    return this.#account.name;
  }

  /** An allocator of the same memory that counts and limits a part of it. Whoever asks for it closes it. */
  child(name: string, options?: ChildOptions): ChildAllocator {
    return new ChildAllocator(name, this.#origin, options, this.#account);
  }

  metric(): ChildMetric {
    const { count, usedBytes, peakBytes, maxBytes } = this.#account;
    return { numBuffers: count, usedBytes, peakBytes, limitBytes: maxBytes };
  }

  /** What is open, as errors show it: a line for each allocator and for each buffer that is tracked. */
  tree(): string {
    return this.#account.tree();
  }

  /**
   * Ends allocation here and by its children. Buffers that are still open may be used and released as before.
   *
   * @throws AllocatorNotEmptyError when there are any, each time.
   */
  close(): void {
    this.#account.close();
  }

  protected override allocate(source: MemorySource, initialCapacity: number, maxCapacity: number): ByteBuf {
    const buffer = super.allocate(source, initialCapacity, maxCapacity);
    const tracker = buffer[LEAK_TRACKER];
    if (tracker !== undefined) {
      this.#account.remember(tracker);
    }
    return buffer;
  }
}

defineDispose(ChildAllocator.prototype, (allocator) => allocator.close());

function accountedSources(origin: MemorySources, alloc: ByteBufAllocator, account: AllocatorAccount): MemorySources {
  const heap = accounted(origin.heap, alloc, account);
  const direct = accounted(origin.direct, alloc, account);
  return { heap, direct, preferred: origin.preferred === origin.heap ? heap : direct, empty: origin.empty };
}

/** The same memory, counted. */
function accounted(source: MemorySource, alloc: ByteBufAllocator, account: AllocatorAccount): MemorySource {
  return {
    name: `${source.name} · ${account.name}`,
    className: source.className,
    isDirect: source.isDirect,
    outlivesRelease: source.outlivesRelease,
    keepsCapacity: source.keepsCapacity,
    isMovable: source.isMovable,
    alloc,
    allocate(capacityBytes, replacedBytes) {
      account.require(capacityBytes, replacedBytes);
      const block = source.allocate(capacityBytes, replacedBytes);
      try {
        // It may be larger than what was asked for.
        account.require(block.lengthBytes, replacedBytes);
      } catch (error) {
        block.free();
        throw error;
      }
      account.take(block.lengthBytes, replacedBytes);
      return new AccountedBlock(block, account);
    },
  };
}

/** A block that is counted until it is freed. */
class AccountedBlock implements MemoryBlock {
  readonly memory: Buffer;
  readonly view: DataView;
  readonly offset: number;
  readonly lengthBytes: number;
  readonly #block: MemoryBlock;
  readonly #account: AllocatorAccount;

  constructor(block: MemoryBlock, account: AllocatorAccount) {
    this.memory = block.memory;
    this.view = block.view;
    this.offset = block.offset;
    this.lengthBytes = block.lengthBytes;
    this.#block = block;
    this.#account = account;
  }

  fits(capacityBytes: number): boolean {
    return this.#block.fits(capacityBytes);
  }

  free(): void {
    this.#block.free();
    this.#account.giveBack(this.lengthBytes);
  }
}
