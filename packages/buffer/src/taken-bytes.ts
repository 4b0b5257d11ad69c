import type { MemoryOwner } from './memory-owner.ts';
import { move } from './off-heap-memory.ts';

/**
 * Some bytes of memory whose owner is about to be released, in memory that nobody else has: moved there where no other
 * handle can need it any more, copied otherwise.
 *
 * @param isLast - whether it is the handle that gives the only reference back, if there is one.
 */
export function takenBytes(owner: MemoryOwner, position: number, lengthBytes: number, isLast: boolean): Uint8Array {
  if (lengthBytes > 0 && !owner.isScattered) {
    const at = owner.locate(position, lengthBytes);
    const { buffer, byteOffset } = owner.memory;
    owner.requireAttached(at + lengthBytes);
    if (buffer instanceof SharedArrayBuffer) {
      return new Uint8Array(buffer, byteOffset + at, lengthBytes);
    }
    if (owner.source.isMovable && owner.refCnt === 1 && isLast) {
      // Whoever frees the memory afterwards finds it gone, and counts it as given back.
      return new Uint8Array(move(buffer), byteOffset + at, lengthBytes);
    }
  }
  const copy = new Uint8Array(lengthBytes);
  owner.copyTo(position, lengthBytes, copy, 0);
  return copy;
}
