// As Netty does, nonsense in the environment is a warning and the default: a typing error must not stop a server.

import { type LeakLevel, parseLeakLevel } from './leak-level.ts';

const PREFIX = 'WATERTIGHT_LEAK_DETECTION_';

/** The level that `WATERTIGHT_LEAK_DETECTION_LEVEL` asks for, by name or ordinal. */
export function levelFromEnvironment(fallback: LeakLevel): LeakLevel {
  return fromEnvironment('LEVEL', parseLeakLevel, fallback);
}

/** The whole number, from `least` up, that `WATERTIGHT_LEAK_DETECTION_<name>` asks for. */
export function countFromEnvironment(
  name: 'TARGET_RECORDS' | 'SAMPLING_INTERVAL' | 'STACK_DEPTH',
  least: number,
  fallback: number,
): number {
  const parse = (text: string): number => {
    const count = text.trim() === '' ? Number.NaN : Number(text);
    if (!isCount(count, least)) {
      throw new RangeError(`"${text}" is no whole number from ${least}.`);
    }
    return count;
  };
  return fromEnvironment(name, parse, fallback);
}

/** Whether `count` is a whole number from `least` up. */
export function isCount(count: unknown, least: number): boolean {
  return Number.isSafeInteger(count) && Number(count) >= least;
}

function fromEnvironment<T>(name: string, parse: (text: string) => T, fallback: T): T {
  const text = typeof process === 'undefined' ? undefined : process.env[`${PREFIX}${name}`];
  if (text === undefined || text === '') {
    return fallback;
  }
  try {
    return parse(text);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    process.emitWarning(`${PREFIX}${name}: ${why} Using ${fallback}.`);
    return fallback;
  }
}
