import { IllegalArgumentError } from '@watertight/buffer';

/** Refuses what is no whole number above 0, in Netty's words. Returns `value`. */
export function requirePositive(name: string, value: number): number {
  if (!Number.isSafeInteger(value) || value <= 0) {
    throw new IllegalArgumentError(`${name} : ${value} (expected: > 0)`, name);
  }
  return value;
}

/** Refuses what is no whole number from 0 on, in Netty's words. Returns `value`. */
export function requireNotNegative(name: string, value: number): number {
  if (!Number.isSafeInteger(value) || value < 0) {
    throw new IllegalArgumentError(`${name} : ${value} (expected: >= 0)`, name);
  }
  return value;
}

/** What Node's timers take. Longer ones would be over at once. */
const MAX_DELAY_MS = 2 ** 31 - 1;

/** Refuses what is no whole number of milliseconds that can be waited for. Returns `value`. */
export function requireDelay(name: string, value: number): number {
  if (!Number.isSafeInteger(value) || value < 0 || value > MAX_DELAY_MS) {
    throw new IllegalArgumentError(`${name} : ${value} (expected: 0~${MAX_DELAY_MS})`, name);
  }
  return value;
}
