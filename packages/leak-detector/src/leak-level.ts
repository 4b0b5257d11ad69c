import { LeakLevelError } from './errors.ts';

/**
 * How much is tracked and how much is remembered of it; names and meaning are those of Netty's `ResourceLeakDetector.Level`.
 *
 * - `disabled`: nothing is tracked.
 * - `simple`: one resource in {@link SAMPLING_INTERVAL} is tracked, with the stack that created it.
 * - `advanced`: the same sample, with the records of every access.
 * - `paranoid`: every resource is tracked, with the records of every access.
 */
export type LeakLevel = 'disabled' | 'simple' | 'advanced' | 'paranoid';

/** The levels in Netty's order: a level's index is its ordinal. */
export const LEAK_LEVELS: readonly LeakLevel[] = Object.freeze(['disabled', 'simple', 'advanced', 'paranoid']);

/** The ordinal of the level at which nothing is tracked. */
export const DISABLED = 0;

/** The ordinal of the level at which everything is tracked. */
export const PARANOID = 3;

/** At `simple` and `advanced`, one resource in this many is tracked (Netty's `samplingInterval`). */
export const SAMPLING_INTERVAL = 128;

/**
 * Reads a level from its name in any case, or from its ordinal, as Netty's `Level.parseLevel` does.
 *
 * @throws LeakLevelError when `text` is neither; Netty falls back to a default in silence here.
 */
export function parseLeakLevel(text: string): LeakLevel {
  const wanted = text.trim().toLowerCase();
  const level = LEAK_LEVELS.find((name, ordinal) => name === wanted || String(ordinal) === wanted);
  if (level === undefined) {
    throw new LeakLevelError(text, LEAK_LEVELS);
  }
  return level;
}
