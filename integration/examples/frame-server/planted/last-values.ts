import type { ByteBuf } from '@watertight/buffer';

const lastValues = new Map<string, ByteBuf>();

/** Remembers the last value of every key, for whoever asks what it was. Borrows `value`. */
export function rememberLast(key: string, value: ByteBuf): void {
  // Planted: nothing ever leaves this cache, and the value it replaces is not released either.
  lastValues.set(key, value.retainedSlice());
}
