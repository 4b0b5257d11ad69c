import { IllegalArgumentError } from './errors.ts';
import { asBuffer } from './memory-source.ts';

/** Bytes outside of buffers. Of an `ArrayBuffer`, `new Uint8Array(arrayBuffer)` is one. */
export type ByteArray = Uint8Array | DataView;

/** The same memory as an array; refuses what is neither that nor a view of bytes. */
export function arrayOf(bytes: unknown): Uint8Array {
  if (bytes instanceof Uint8Array) {
    return bytes;
  }
  // Also those of another realm: a test runner's sandbox has classes of its own.
  if (
    ArrayBuffer.isView(bytes) &&
    ['Uint8Array', 'DataView'].includes(Object.prototype.toString.call(bytes).slice(8, -1))
  ) {
    return asBuffer(bytes);
  }
  throw new IllegalArgumentError(`bytes: ${String(bytes)} (expected: a Uint8Array, a DataView or a ByteBuf)`, 'bytes');
}
