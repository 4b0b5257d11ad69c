// The same bytes in the opposite order, for values of every width that a buffer knows.

const scratch = new DataView(new ArrayBuffer(BigInt64Array.BYTES_PER_ELEMENT));

/** Of the lowest 16 bits; the result is signed. */
export function swapShort(value: number): number {
  return swapInt(value) >> 16;
}

/** Of the lowest 24 bits; the result is signed. */
export function swapMedium(value: number): number {
  return swapInt(value) >> 8;
}

/** Of the lowest 32 bits; the result is signed. */
export function swapInt(value: number): number {
  scratch.setInt32(0, value);
  return scratch.getInt32(0, true);
}

/** Of the lowest 64 bits; the result is signed. */
export function swapLong(value: bigint): bigint {
  scratch.setBigInt64(0, value);
  return scratch.getBigInt64(0, true);
}
