// Invariant: a piece of memory counts as used until it is freed or the collector is known to have taken it, whichever is first.

import { findGarbageCollector, leakDetector } from '@watertight/leak-detector';
import { checkSize } from './bounds.ts';
import type { DirectMemory } from './direct-memory.ts';
import { IllegalArgumentError, OutOfDirectMemoryError } from './errors.ts';
import { forgetKeptObjects } from './kept-objects.ts';
import { MemoryLimit } from './memory-limit.ts';
import { detach, reserve } from './off-heap-memory.ts';
import { THREAD_MEMORY } from './thread-memory.ts';

/** How long to wait before the collector is forced once more. Java's `Bits.reserveMemory` backs off in this way, for longer. */
const BACK_OFF_MS = [0, 1, 2, 4];

/** Something to wait on that nobody wakes. */
const NEVER = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));

/**
 * Memory that `free` gives back at once and that the collector gives back where it was dropped, later: Java's
 * `ByteBuffer.allocateDirect` with its `Cleaner`. What is reserved counts until then.
 */
export class CleanerMemory implements DirectMemory {
  readonly strategy = 'cleaner';
  readonly #limit: MemoryLimit;
  readonly #reserved = new Set<Reservation>();
  readonly #reservationOf = new WeakMap<ArrayBufferLike, Reservation>();

  /** @param maxBytes - how much may be reserved at a time. */
  constructor(maxBytes: number) {
    checkSize('maxBytes', maxBytes);
    this.#limit = new MemoryLimit(maxBytes, THREAD_MEMORY.cleaner);
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
    const memory =
      reserve(capacityBytes, replacedBytes, this.#limit) ?? this.#reserveReaping(capacityBytes, replacedBytes);
    const reservation = new Reservation(memory, capacityBytes, this.#limit, this.#reserved);
    this.#reservationOf.set(memory, reservation);
    DROPPED.register(memory, reservation, reservation);
    return Buffer.from(memory);
  }

  free({ buffer }: Buffer): void {
    const reservation = this.#reservationOf.get(buffer);
    if (reservation?.end() !== true) {
      throw new IllegalArgumentError('memory: not in use here (expected: what `allocate` gave, once)', 'memory');
    }
    DROPPED.unregister(reservation);
    detach(buffer);
  }

  /** Memory for a shortage, at the price of collections. */
  #reserveReaping(capacityBytes: number, replacedBytes: number): ArrayBuffer {
    this.#reap();
    let memory = reserve(capacityBytes, replacedBytes, this.#limit);
    for (const delayMs of capacityBytes > this.maxBytes ? [] : BACK_OFF_MS) {
      if (memory !== undefined) {
        break;
      }
      Atomics.wait(NEVER, 0, 0, delayMs);
      forceCollection();
      this.#reap();
      memory = reserve(capacityBytes, replacedBytes, this.#limit);
    }
    if (memory === undefined) {
      throw new OutOfDirectMemoryError(capacityBytes, this.usedBytes, this.maxBytes, ADVICE);
    }
    return memory;
  }

  /** Ends the reservations of what the collector has taken by now. Waits for no turn of the event loop. */
  #reap(): void {
    for (const reservation of this.#reserved) {
      if (reservation.memory.deref() === undefined) {
        reservation.end();
      }
    }
  }
}

/** A piece of memory that is counted, and how to know when it is gone. */
class Reservation {
  readonly memory: WeakRef<ArrayBuffer>;
  readonly #bytes: number;
  readonly #limit: MemoryLimit;
  readonly #reserved: Set<Reservation>;

  constructor(memory: ArrayBuffer, bytes: number, limit: MemoryLimit, reserved: Set<Reservation>) {
    this.memory = new WeakRef(memory);
    this.#bytes = bytes;
    this.#limit = limit;
    this.#reserved = reserved;
    reserved.add(this);
  }

  /** Whether it had not ended yet. */
  end(): boolean {
    const ends = this.#reserved.delete(this);
    if (ends) {
      this.#limit.giveBack(this.#bytes);
    }
    return ends;
  }
}

/** One for the whole thread. */
const DROPPED = new FinalizationRegistry<Reservation>((reservation) => void reservation.end());

let collector: (() => void) | undefined;

/** Where none can be forced, nothing is left but what V8 has collected by itself. */
function forceCollection(): void {
  collector ??= findGarbageCollector() ?? (() => undefined);
  // Its trackers, and what was read while reaping, would keep alive what may be dropped in this very job.
  leakDetector.prepareForCollection();
  forgetKeptObjects();
  collector();
}

const ADVICE =
  'All of it is still referenced. Release buffers when they are done with, or raise WATERTIGHT_MAX_CLEANER_MEMORY.';
