// Invariant: `epoch` equals `generation` exactly while the memory may be touched without asking; released and tracked
// memory has an epoch that no handle ever has.

import { LEAK_TRACKER, type LeakTracker, leakDetector, type ResourceType } from '@watertight/leak-detector';
import { hexLine } from './byte-buf-dump.ts';
import { IllegalArgumentError, IllegalReferenceCountError } from './errors.ts';
import { type MemorySource, UNPOOLED_HEAP } from './memory-source.ts';
import { releasedTwice, retainedTooLate, usedTooLate } from './released-memory.ts';

leakDetector.hideFramesOf(import.meta.url);

/** How a report names a ByteBuf that was not released. */
const BYTE_BUF: ResourceType<MemoryOwner> = {
  name: 'ByteBuf',
  remedy: 'Release it once in its last owner, or declare it with `using`.',
  describe: (owner) => ({
    summary: `${summarize(owner)} (${owner.readable.length} readable)`,
    refCnt: owner.refCnt,
    content: hexLine(owner.readable),
  }),
};

function summarize({ origin, capacity }: MemoryOwner): string {
  return `${origin} · ${capacity} ${capacity === 1 ? 'byte' : 'bytes'}`;
}

/** The indices of the handle that was made together with its owner. */
export interface RootIndices {
  readonly readerIndex: number;
  readonly writerIndex: number;
}

/** As in Netty, where the count is a 32-bit `int`. */
const MAX_REF_CNT = 2 ** 31 - 1;

/** The count of memory that nobody has to release. */
const PERMANENT = -1;

/** The epoch of memory that must not be touched without asking. */
const GUARDED = -1;

const NO_MEMORY = Buffer.alloc(0);

const NO_VIEW = viewOf(NO_MEMORY);

const NO_INDICES: RootIndices = { readerIndex: 0, writerIndex: 0 };

/** Memory, the count of references to it, and what the leak detector knows of it. Every handle on the memory shares it. */
export class MemoryOwner {
  // Declared for the reason that byte-buf-accessors.ts gives.

  /** What the memory is, in a report's words: `unpooled direct`, `wrapped`. */
  declare readonly origin: string;
  declare readonly source: MemorySource;
  declare readonly maxCapacity: number;
  declare readonly tracker: LeakTracker<MemoryOwner> | undefined;
  /** What a handle compares with its own on every access. Plain, as `view` is: an accessor reads nothing else here. */
  declare epoch: number;
  /** The memory, for integers. Handles do not keep it, so that a released handle cannot keep the memory alive. */
  declare view: DataView;

  #memory: Buffer;
  #capacity: number;
  #generation = 0;
  #refCnt: number;
  #root = NO_INDICES;

  /** Takes `memory`: from now on it is reached through handles on this owner only. */
  constructor(origin: string, source: MemorySource, memory: Buffer, maxCapacity: number, refCnt = 1) {
    this.origin = origin;
    this.source = source;
    this.maxCapacity = maxCapacity;
    this.view = viewOf(memory);
    this.#memory = memory;
    this.#capacity = memory.length;
    this.#refCnt = refCnt;
    this.tracker = refCnt === PERMANENT ? undefined : leakDetector.track(this, BYTE_BUF, summarize);
    this.epoch = this.tracker === undefined ? this.#generation : GUARDED;
  }

  get [LEAK_TRACKER](): LeakTracker | undefined {
    return this.tracker;
  }

  /** Borrows the memory, whole; none once it is released. */
  get memory(): Buffer {
    return this.#memory;
  }

  /** In bytes. As in Netty, released direct memory still says what it had, other released memory says 0. */
  get capacity(): number {
    return this.#capacity;
  }

  /** Changes when handles have to look at the capacity again. */
  get generation(): number {
    return this.#generation;
  }

  get refCnt(): number {
    return this.isPermanent ? 1 : this.#refCnt;
  }

  get isPermanent(): boolean {
    return this.#refCnt === PERMANENT;
  }

  /** The indices that reports and derived handles show; those of the handle that was made with the owner. */
  get root(): RootIndices {
    return this.#root;
  }

  /** Called once, by the handle that is made with the owner. */
  setRoot(root: RootIndices): void {
    this.#root = root;
  }

  /** Returns view: what a reader of the root handle would read next. */
  get readable(): Buffer {
    return this.#memory.subarray(this.#root.readerIndex, this.#root.writerIndex);
  }

  retain(increment: number, operation: string, hint?: string): void {
    if (this.isPermanent) {
      return;
    }
    checkChange('increment', increment);
    const before = this.#refCnt;
    if (before === 0) {
      throw retainedTooLate(increment, this.tracker);
    }
    if (increment > MAX_REF_CNT - before) {
      throw new IllegalReferenceCountError(
        `refCnt: ${before}, increment: ${increment}. A count cannot exceed ${MAX_REF_CNT}.`,
        before,
      );
    }
    this.#refCnt = before + increment;
    this.tracker?.ownership(operation, before, this.#refCnt, hint);
  }

  /** Hands the memory to a further handle, which holds `references` of its own, as one record. */
  share(references: 0 | 1, operation: string, hint?: string): void {
    if (references === 1) {
      this.retain(1, operation, hint);
    } else {
      this.tracker?.ownership(operation, undefined, undefined, hint);
    }
  }

  /** Whether this was the last reference. */
  release(decrement: number): boolean {
    if (this.isPermanent) {
      return false;
    }
    checkChange('decrement', decrement);
    const before = this.#refCnt;
    if (before === 0) {
      throw releasedTwice(decrement, this.tracker);
    }
    if (decrement > before) {
      throw new IllegalReferenceCountError(
        `refCnt: ${before}, decrement: ${decrement}. No more references can be released than are held.`,
        before,
      );
    }
    this.#refCnt = before - decrement;
    this.tracker?.ownership('release', before, this.#refCnt);
    if (this.#refCnt > 0) {
      return false;
    }
    this.#free();
    return true;
  }

  /** Called by a handle whose epoch is another one: released memory throws, tracked memory records `operation`. */
  admit(operation: string): void {
    this.requireLive();
    this.tracker?.access(operation);
  }

  requireLive(): void {
    if (this.#refCnt === 0) {
      throw usedTooLate(this.tracker);
    }
  }

  /** Moves to larger memory. Views that were handed out go on showing the old one. */
  grow(capacityBytes: number): void {
    const larger = this.source.allocate(capacityBytes);
    this.#memory.copy(larger);
    this.#replaceMemory(larger, viewOf(larger));
    this.#capacity = capacityBytes;
    if (this.tracker === undefined) {
      this.epoch = this.#generation;
    }
  }

  #free(): void {
    this.#replaceMemory(NO_MEMORY, NO_VIEW);
    this.#capacity = this.source.isDirect ? this.#capacity : 0;
    this.epoch = GUARDED;
    this.tracker?.close();
  }

  #replaceMemory(memory: Buffer, view: DataView): void {
    this.#memory = memory;
    this.view = view;
    this.#generation += 1;
  }
}

/** An owner of no memory, which nobody has to release and which is never tracked. */
export function permanentOwner(): MemoryOwner {
  return new MemoryOwner('empty', NO_SOURCE, NO_MEMORY, 0, PERMANENT);
}

const NO_SOURCE: MemorySource = { ...UNPOOLED_HEAP, className: 'EmptyByteBufBE' };

/** Refuses a change of the count that is not a whole number above 0. */
function checkChange(name: 'increment' | 'decrement', change: number): void {
  if (!Number.isSafeInteger(change) || change <= 0) {
    throw new IllegalArgumentError(`${name}: ${String(change)} (expected: > 0), a whole number of references`, name);
  }
}

function viewOf(memory: Buffer): DataView {
  return new DataView(memory.buffer, memory.byteOffset, memory.byteLength);
}
