import { type DirectMemory, type OutOfDirectMemoryError, UnpooledByteBufAllocator } from '@watertight/buffer';

const BUFFER_BYTES = 1024;

/** How many times the figures are told. */
const TIMES_TOLD = 10;

/** What the loop came to. */
export interface Dropped {
  readonly numBuffers: number;
  /** Why it ended too early. */
  readonly error: OutOfDirectMemoryError | undefined;
}

/** Allocates buffers and forgets them: the mistake that all of this is about. */
export async function dropBuffers(
  memory: DirectMemory,
  numBuffers: number,
  tell: (numDropped: number) => void,
): Promise<Dropped> {
  const allocator = new UnpooledByteBufAllocator({ directMemory: memory });
  for (let numDropped = 0; numDropped < numBuffers; numDropped += 1) {
    try {
      allocator.directBuffer(BUFFER_BYTES).writeInt(numDropped);
    } catch (error) {
      return { numBuffers: numDropped, error: error as OutOfDirectMemoryError };
    }
    if ((numDropped + 1) % Math.ceil(numBuffers / TIMES_TOLD) === 0) {
      tell(numDropped + 1);
      // Where a program waits for anything, it lets the collector's messages in.
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
  return { numBuffers, error: undefined };
}
