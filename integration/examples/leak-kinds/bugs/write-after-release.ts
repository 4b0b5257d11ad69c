import { PooledByteBufAllocator } from '@watertight/buffer';

export function writeAfterRelease(): void {
  const buffer = PooledByteBufAllocator.DEFAULT.heapBuffer(64);
  const bytes = buffer.setIndex(0, 64).asUint8Array(); // a view for Node's functions, which know no counts
  buffer.release();
  bytes.set([0, 0, 0, 42], 8); // by now, these could be somebody else's bytes
}
