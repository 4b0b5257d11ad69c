// What the environment says of memory, read once, as the package loads. Nonsense there stops the program at its start: a limit
// that is not the one somebody meant shows itself too late otherwise.

import { InvalidSettingError } from './errors.ts';

const UNITS: Readonly<Record<string, number>> = { '': 1, k: 2 ** 10, m: 2 ** 20, g: 2 ** 30 };

/** A size or a switch made of one: `64m`, `1g`, `4096`, `-1`. */
const SIZE = /^(-?\d+)([kmg]?)$/i;

/**
 * The size in bytes that the environment variable `name` says, or `fallback` where it says nothing.
 *
 * @throws InvalidSettingError unless it is a whole number from `least`, with the unit `k`, `m` or `g` if any.
 */
export function memorySizeSetting(name: string, fallback: number, least: number): number {
  const text = process.env[name]?.trim() ?? '';
  if (text === '') {
    return fallback;
  }
  const [, digits = '', unit = ''] = SIZE.exec(text) ?? [];
  const bytes = Number(digits) * (UNITS[unit.toLowerCase()] ?? 1);
  if (digits === '' || !Number.isSafeInteger(bytes) || bytes < least) {
    const range = least < 0 ? '' : ` from ${least}`;
    throw new InvalidSettingError(name, text, `a whole number of bytes${range}, as 67108864, 64m or 1g`);
  }
  return bytes;
}
