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
