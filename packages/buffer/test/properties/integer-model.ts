// Numbers as bytes, by arithmetic on each byte and by no DataView: what the accessors are compared with.

/** How the accessors of one name turn bytes into a number and back. */
export interface NumberModel {
  readonly lengthBytes: number;
  /** `bytes` begin with the highest one. */
  decode(bytes: readonly number[]): unknown;
  encode(value: unknown): number[];
  /** A value to write, from 53 arbitrary bits. */
  valueOf(bits: number): unknown;
}

/** By what follows `get`, `set`, `read`, `write` in an accessor's name, `LE` apart. */
export const NUMBERS: Readonly<Record<string, NumberModel>> = {
  Byte: integer(1, 'signed'),
  UnsignedByte: integer(1, 'unsigned'),
  Short: integer(2, 'signed'),
  UnsignedShort: integer(2, 'unsigned'),
  Medium: integer(3, 'signed'),
  UnsignedMedium: integer(3, 'unsigned'),
  Int: integer(4, 'signed'),
  UnsignedInt: integer(4, 'unsigned'),
  Char: integer(2, 'unsigned'),
  Long: {
    lengthBytes: 8,
    decode: (bytes) => BigInt.asIntN(64, joined(bytes)),
    encode: (value) => split(BigInt(String(value)), 8),
    valueOf: (bits) => BigInt.asIntN(64, BigInt(bits) * 0x1_0000_0801n),
  },
  Boolean: {
    lengthBytes: 1,
    decode: ([byte]) => byte !== 0,
    encode: (value) => [value === true ? 1 : 0],
    valueOf: (bits) => bits % 2 === 0,
  },
  Float: {
    lengthBytes: 4,
    decode: (bytes) => Buffer.from(bytes).readFloatBE(),
    encode: (value) => [...floatBytes(Number(value))],
    valueOf: (bits) => (bits % 7 === 0 ? Number.NaN : (bits - 2 ** 30) / 1024),
  },
  Double: {
    lengthBytes: 8,
    decode: (bytes) => Buffer.from(bytes).readDoubleBE(),
    encode: (value) => [...doubleBytes(Number(value))],
    valueOf: (bits) => (bits % 7 === 0 ? Number.NEGATIVE_INFINITY : (bits - 2 ** 30) / 1024),
  },
};

function integer(lengthBytes: number, sign: 'signed' | 'unsigned'): NumberModel {
  const narrow = sign === 'signed' ? BigInt.asIntN : BigInt.asUintN;
  return {
    lengthBytes,
    decode: (bytes) => Number(narrow(8 * lengthBytes, joined(bytes))),
    encode: (value) => split(BigInt(Number(value)), lengthBytes),
    // More bits than fit, and negative ones too: what does not fit is cut off.
    valueOf: (bits) => bits - 2 ** 30,
  };
}

function joined(bytes: readonly number[]): bigint {
  return bytes.reduce((value, byte) => (value << 8n) | BigInt(byte), 0n);
}

function split(value: bigint, lengthBytes: number): number[] {
  return Array.from({ length: lengthBytes }, (_, index) =>
    Number((value >> BigInt(8 * (lengthBytes - 1 - index))) & 0xffn),
  );
}

function floatBytes(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeFloatBE(value);
  return bytes;
}

function doubleBytes(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeDoubleBE(value);
  return bytes;
}
