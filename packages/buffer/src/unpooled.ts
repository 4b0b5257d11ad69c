import { ByteBuf, EMPTY_BUFFER, root } from './byte-buf.ts';
import { encode, maxBytes } from './byte-buf-text.ts';
import { MAX_CAPACITY } from './capacity.ts';
import { MemoryOwner } from './memory-owner.ts';
import { asBuffer, UNPOOLED_HEAP } from './memory-source.ts';
import { UnpooledByteBufAllocator } from './unpooled-allocator.ts';

/** Makes buffers without an allocator at hand, and from what is there already. Netty's class of this name. */
export const Unpooled = Object.freeze({
  EMPTY_BUFFER,

  /** A heap buffer. Returns owned. */
  buffer: (initialCapacity?: number, maxCapacity?: number): ByteBuf =>
    UnpooledByteBufAllocator.DEFAULT.heapBuffer(initialCapacity, maxCapacity),

  /** Returns owned. */
  directBuffer: (initialCapacity?: number, maxCapacity?: number): ByteBuf =>
    UnpooledByteBufAllocator.DEFAULT.directBuffer(initialCapacity, maxCapacity),

  /** A buffer that is `bytes`: what one changes, the other shows. It cannot grow. Borrows `bytes`; returns owned. */
  wrappedBuffer: (bytes: Uint8Array): ByteBuf => onto('wrapped', asBuffer(bytes)),

  /**
   * A buffer with a copy of the bytes, of the readable bytes, or of the text in UTF-8. It can grow unless it copies an
   * array, as in Netty. Borrows `content`; returns owned.
   */
  copiedBuffer: (content: Uint8Array | ByteBuf | string): ByteBuf => {
    if (typeof content === 'string') {
      return copyOfText(content);
    }
    return content instanceof ByteBuf
      ? onto('copied', copyOfBytes(content.toBuffer()), MAX_CAPACITY)
      : onto('copied', copyOfBytes(content));
  },
});

/** The memory as a buffer that can be read to its end. */
function onto(origin: string, memory: Buffer, maxCapacity = memory.length, lengthBytes = memory.length): ByteBuf {
  if (memory.length === 0) {
    return EMPTY_BUFFER;
  }
  return root(new MemoryOwner(origin, UNPOOLED_HEAP, memory, maxCapacity)).setIndex(0, lengthBytes);
}

function copyOfBytes(bytes: Uint8Array): Buffer {
  const memory = UNPOOLED_HEAP.allocate(bytes.length);
  memory.set(bytes);
  return memory;
}

function copyOfText(text: string): ByteBuf {
  const memory = UNPOOLED_HEAP.allocate(maxBytes(text));
  return onto('copied', memory, MAX_CAPACITY, encode(text, memory, 0));
}
