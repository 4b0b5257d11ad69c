import type { ByteBuf } from '@watertight/buffer';

/** The capacity of every buffer that a contract is asked of. */
export const CAPACITY = 16;

/** The bytes every such buffer begins with; its indices are 0. */
export const CONTENT: Uint8Array = Uint8Array.from({ length: CAPACITY }, (_, index) => index);

/** Calls `use` with a buffer of some kind, which it borrows and may retain. */
export type Lend = (use: (buffer: ByteBuf) => void) => void;

/** Calls a method by its name, with whatever arguments: what a caller without types may do. */
export function call(buffer: ByteBuf, method: string, ...args: readonly unknown[]): unknown {
  return Reflect.apply(Reflect.get(buffer, method), buffer, args);
}

export function indices(buffer: ByteBuf): readonly [readerIndex: number, writerIndex: number] {
  return [buffer.readerIndex, buffer.writerIndex];
}

export function hexOf(buffer: ByteBuf, index: number, lengthBytes: number): string {
  const bytes = Buffer.alloc(lengthBytes);
  buffer.getBytes(index, bytes);
  return bytes.toString('hex');
}

/** The bytes every buffer begins with, with others in their midst, in hexadecimal. */
export function contentWith(hex: string, index: number): string {
  const bytes = Buffer.from(CONTENT);
  bytes.write(hex, index, 'hex');
  return bytes.toString('hex');
}
