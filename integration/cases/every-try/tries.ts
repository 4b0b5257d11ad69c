import { Unpooled } from '@watertight/buffer';

/** A test function that does `first` in its first try, `later` in all others. */
export function inTries(first: () => void, later: () => void): () => void {
  let tries = 0;
  return () => {
    tries += 1;
    (tries === 1 ? first : later)();
  };
}

export function leak(): void {
  Unpooled.buffer(64);
}

export function fail(): void {
  throw new Error('thrown by the test');
}

export function pass(): void {}
