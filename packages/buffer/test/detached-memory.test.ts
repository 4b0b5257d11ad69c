import { type ByteBuf, Unpooled } from '@watertight/buffer';
import { leakDetector } from '@watertight/leak-detector';
import { expect, test } from 'vitest';
import { call, indices } from './contract/lent-buffer.ts';
import { outcome } from './outcome.ts';

/** What numbers take, in bytes. */
const NUMBERS = {
  Boolean: 1,
  Byte: 1,
  Short: 2,
  ShortLE: 2,
  Char: 2,
  Medium: 3,
  MediumLE: 3,
  Int: 4,
  IntLE: 4,
  Long: 8,
  LongLE: 8,
  Float: 4,
  FloatLE: 4,
  Double: 8,
  DoubleLE: 8,
} as const;

const VALUES: Readonly<Record<string, unknown>> = { Boolean: true, Long: 1n, LongLE: 1n };

const CALLS: readonly (readonly [method: string, neededBytes: number, args: readonly unknown[]])[] = [
  ...Object.entries(NUMBERS).flatMap(([name, lengthBytes]) => {
    const value = VALUES[name] ?? 1;
    return [
      [`get${name}`, 2 + lengthBytes, [2]],
      [`set${name}`, 2 + lengthBytes, [2, value]],
      [`read${name}`, 1 + lengthBytes, []],
      [`write${name}`, 9 + lengthBytes, [value]],
    ] as const;
  }),
  ...Object.entries({ Byte: 1, Short: 2, ShortLE: 2, Medium: 3, MediumLE: 3, Int: 4, IntLE: 4 }).flatMap(
    ([name, lengthBytes]) =>
      [
        [`getUnsigned${name}`, 2 + lengthBytes, [2]],
        [`readUnsigned${name}`, 1 + lengthBytes, []],
      ] as const,
  ),
  ['getBytes', 4, [2, new Uint8Array(2)]],
  ['setBytes', 4, [2, new Uint8Array(2)]],
  ['writeBytes', 11, [new Uint8Array(2)]],
  ['setZero', 4, [2, 2]],
  ['getCharSequence', 4, [2, 2]],
  ['toBuffer', 4, [2, 2]],
];

test.for(CALLS)(
  '%s says that the memory was transferred away, and leaves the indices',
  ([method, neededBytes, args]) => {
    for (const make of [wrapped, tracked]) {
      const array = new Uint8Array(24);
      const buffer = make(array).setIndex(1, 9);
      buffer.getByte(0);
      structuredClone(array.buffer, { transfer: [array.buffer] });
      expect(outcome(() => call(buffer, method, ...args))).toEqual({
        error: 'DetachedMemoryError',
        code: 'WATERTIGHT_DETACHED_MEMORY',
        message: `The memory of this ByteBuf is gone: ${neededBytes} bytes are needed, 0 are left. Copy, not transfer, it.`,
      });
      expect(indices(buffer)).toEqual([1, 9]);
      expect(buffer.release()).toBe(true);
    }
  },
);

test.for([4, 100])('a copy of %i bytes from or to memory that was transferred away says so', (lengthBytes) => {
  const expected = {
    error: 'DetachedMemoryError',
    code: 'WATERTIGHT_DETACHED_MEMORY',
    message: `The memory of this ByteBuf is gone: ${lengthBytes} bytes are needed, 0 are left. Copy, not transfer, it.`,
  };
  for (const make of [wrapped, tracked]) {
    const [here, array] = [make(new Uint8Array(lengthBytes)), new Uint8Array(lengthBytes)];
    const gone = make(array).clear();
    structuredClone(array.buffer, { transfer: [array.buffer] });
    expect([outcome(() => here.clear().writeBytes(gone, 0, lengthBytes)), indices(here)]).toEqual([expected, [0, 0]]);
    expect([outcome(() => gone.writeBytes(here, 0, lengthBytes)), indices(gone)]).toEqual([expected, [0, 0]]);
    expect([here.release(), gone.release()]).toEqual([true, true]);
  }
});

function wrapped(array: Uint8Array): ByteBuf {
  return leakDetector.untracked(() => Unpooled.wrappedBuffer(array));
}

function tracked(array: Uint8Array): ByteBuf {
  return Unpooled.wrappedBuffer(array);
}
