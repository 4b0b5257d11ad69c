import type { ByteBuf } from './byte-buf.ts';

/** Which byte of a number comes first: the highest, or the lowest. Java's names. */
export type ByteOrder = 'BIG_ENDIAN' | 'LITTLE_ENDIAN';

/** Methods that change the bytes or the capacity. */
type Writing =
  | Exclude<Extract<keyof ByteBuf, `set${string}`>, 'setIndex'>
  | Extract<keyof ByteBuf, `write${Capitalize<string>}`>
  | 'ensureWritable'
  | 'discardReadBytes'
  | 'discardSomeReadBytes'
  | 'array'
  | 'capacity';

/** Methods whose results are as read-only as the buffer. */
type Viewing =
  | 'slice'
  | 'retainedSlice'
  | 'readSlice'
  | 'readRetainedSlice'
  | 'duplicate'
  | 'retainedDuplicate'
  | 'asUnreleasable'
  | 'order'
  | 'unwrap';

/**
 * The half of {@link ByteBuf} that reads: what `asReadOnly` gives, and what those take who do not write. Every ByteBuf is
 * one. Where JavaScript calls the other half all the same, `ReadOnlyBufferError` is thrown.
 */
export interface ReadOnlyByteBuf extends Omit<ByteBuf, Writing | Viewing> {
  readonly capacity: number;
  slice(index?: number, lengthBytes?: number): ReadOnlyByteBuf;
  retainedSlice(index?: number, lengthBytes?: number): ReadOnlyByteBuf;
  readSlice(lengthBytes: number): ReadOnlyByteBuf;
  readRetainedSlice(lengthBytes: number): ReadOnlyByteBuf;
  duplicate(): ReadOnlyByteBuf;
  retainedDuplicate(): ReadOnlyByteBuf;
  asUnreleasable(): ReadOnlyByteBuf;
  order(): ByteOrder;
  order(endianness: ByteOrder): ReadOnlyByteBuf;
  unwrap(): ReadOnlyByteBuf | null;
}
