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

/**
 * As {@link memorySizeSetting}, for sizes that memory is divided by.
 *
 * @throws InvalidSettingError unless it is a power of two from `least` to `most`.
 */
export function powerOfTwoSetting(name: string, fallback: number, least: number, most: number): number {
  const bytes = memorySizeSetting(name, fallback, least);
  if (!isPowerOfTwo(bytes, least, most)) {
    throw new InvalidSettingError(name, process.env[name]?.trim() ?? '', `a power of two from ${least} to ${most}`);
  }
  return bytes;
}

/** @throws InvalidSettingError unless the environment variable `name` says one of `choices`, or nothing. */
export function choiceSetting<Choice extends string>(name: string, choices: readonly [Choice, ...Choice[]]): Choice {
  const text = process.env[name]?.trim() ?? '';
  const chosen = text === '' ? choices[0] : choices.find((choice) => choice === text.toLowerCase());
  if (chosen === undefined) {
    throw new InvalidSettingError(name, text, choices.join(' or '));
  }
  return chosen;
}

export function isPowerOfTwo(value: number, least: number, most: number): boolean {
  return value >= least && value <= most && Number.isInteger(Math.log2(value));
}
