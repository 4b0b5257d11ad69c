import type { ByteBufSetters } from './byte-buf-setters.ts';

/** Numbers that can be had in both orders. */
const IN_BOTH_ORDERS = [
  'Short',
  'UnsignedShort',
  'Medium',
  'UnsignedMedium',
  'Int',
  'UnsignedInt',
  'Long',
  'Float',
  'Double',
];

/**
 * Makes every accessor of `prototype` do what the one of the other byte order does. They are the same functions under
 * each other's names: just as fast, and a record of an access names the one that ran.
 */
export function swapByteOrder(prototype: ByteBufSetters): void {
  for (const verb of ['get', 'read', 'set', 'write']) {
    for (const number of IN_BOTH_ORDERS) {
      const [big, little] = [`${verb}${number}`, `${verb}${number}LE`];
      const [bigMethod, littleMethod] = [Reflect.get(prototype, big), Reflect.get(prototype, little)];
      define(prototype, big, littleMethod);
      define(prototype, little, bigMethod);
    }
  }
  // A character is a short that has no `LE` of its own.
  for (const [character, short] of [
    ['getChar', prototype.getUnsignedShort],
    ['readChar', prototype.readUnsignedShort],
    ['setChar', prototype.setShort],
    ['writeChar', prototype.writeShort],
  ] as const) {
    define(prototype, character, short);
  }
}

function define(prototype: ByteBufSetters, name: string, method: unknown): void {
  if (method !== undefined) {
    Object.defineProperty(prototype, name, { value: method, writable: true, configurable: true });
  }
}
