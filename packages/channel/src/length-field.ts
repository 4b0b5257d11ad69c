import { type ByteBuf, IllegalArgumentError } from '@watertight/buffer';

/** How many bytes a length field may take. */
export type LengthFieldLength = 1 | 2 | 3 | 4 | 8;

/** Reads a length, as Netty does: unsigned, but with 8 bytes signed. Borrows. */
export function getLength(input: ByteBuf, index: number, sizeBytes: LengthFieldLength): number {
  switch (sizeBytes) {
    case 1:
      return input.getUnsignedByte(index);
    case 2:
      return input.getUnsignedShort(index);
    case 3:
      return input.getUnsignedMedium(index);
    case 4:
      return input.getUnsignedInt(index);
    case 8:
      // Inexact from 2^53 on, where any frame is too long.
      return Number(input.getLong(index));
  }
}

/** Writes a length that fits. Borrows. */
export function writeLength(out: ByteBuf, length: number, sizeBytes: LengthFieldLength): void {
  switch (sizeBytes) {
    case 1:
      out.writeByte(length);
      break;
    case 2:
      out.writeShort(length);
      break;
    case 3:
      out.writeMedium(length);
      break;
    case 4:
      out.writeInt(length);
      break;
    case 8:
      out.writeLong(BigInt(length));
  }
}

/** Refuses a size that no length field has, for callers without types. */
export function requireLengthFieldLength(sizeBytes: number): asserts sizeBytes is LengthFieldLength {
  if (![1, 2, 3, 4, 8].includes(sizeBytes)) {
    const message = `lengthFieldLength must be either 1, 2, 3, 4, or 8: ${sizeBytes}`;
    throw new IllegalArgumentError(message, 'lengthFieldLength');
  }
}
