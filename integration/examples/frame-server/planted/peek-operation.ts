import type { ByteBuf } from '@watertight/buffer';

/** The first byte of a request, which says what it wants. Borrows `payload`, whose indices stay. */
export function peekOperation(payload: ByteBuf): number {
  // Planted: `payload.getByte(payload.readerIndex)` needs no slice, and a plain `slice()` no release.
  return payload.retainedSlice().readByte();
}
