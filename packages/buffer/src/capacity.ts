import { checkSize } from './bounds.ts';
import { IllegalArgumentError } from './errors.ts';

/** Up to here a buffer doubles; above, it grows by this much at a time. */
const DOUBLING_LIMIT_BYTES = 4 * 1024 * 1024;

const SMALLEST_GROWTH_BYTES = 64;

/** The largest capacity a buffer can be given: what a Java `int` can count. */
export const MAX_CAPACITY = 2 ** 31 - 1;

/**
 * The capacity that a buffer grows to when it has to hold `minNewCapacity` bytes: Netty's
 * `AbstractByteBufAllocator.calculateNewCapacity`.
 *
 * @throws IllegalArgumentError when `minNewCapacity` is negative or exceeds `maxCapacity`.
 */
export function calculateNewCapacity(minNewCapacity: number, maxCapacity: number): number {
  checkSize('minNewCapacity', minNewCapacity);
  checkNotGreater('minNewCapacity', minNewCapacity, maxCapacity);
  if (minNewCapacity > DOUBLING_LIMIT_BYTES) {
    const steps = Math.floor(minNewCapacity / DOUBLING_LIMIT_BYTES) + 1;
    return Math.min(steps * DOUBLING_LIMIT_BYTES, maxCapacity);
  }
  let newCapacity = SMALLEST_GROWTH_BYTES;
  while (newCapacity < minNewCapacity) {
    newCapacity *= 2;
  }
  return Math.min(newCapacity, maxCapacity);
}

/** Refuses what no allocator can make: capacities that are no whole numbers, or the wrong way round. */
export function checkCapacities(initialCapacity: number, maxCapacity: number): void {
  if (
    (initialCapacity | 0) !== initialCapacity ||
    (maxCapacity | 0) !== maxCapacity ||
    initialCapacity < 0 ||
    initialCapacity > maxCapacity
  ) {
    throwIncapable(initialCapacity, maxCapacity);
  }
}

function throwIncapable(initialCapacity: number, maxCapacity: number): void {
  checkSize('initialCapacity', initialCapacity);
  checkNotGreater('initialCapacity', initialCapacity, maxCapacity);
  checkSize('maxCapacity', maxCapacity);
  checkNotGreater('maxCapacity', maxCapacity, MAX_CAPACITY);
}

/** Refuses what a buffer's capacity cannot be changed to. */
export function checkCapacity(newCapacity: number, maxCapacity: number): void {
  if (!Number.isSafeInteger(newCapacity) || newCapacity < 0 || newCapacity > maxCapacity) {
    const message = `newCapacity: ${String(newCapacity)} (expected: 0-${maxCapacity}), a whole number of bytes`;
    throw new IllegalArgumentError(message, 'newCapacity');
  }
}

function checkNotGreater(name: string, capacity: number, limit: number): void {
  if (capacity > limit) {
    throw new IllegalArgumentError(`${name}: ${capacity} (expected: not greater than maxCapacity(${limit}))`, name);
  }
}
