import { countFromEnvironment, isCount } from './environment.ts';

/** A number of the detector's that code or, until code does, the environment sets. */
export interface CountSetting {
  /** Read from the environment when it is first asked for: whoever sets it before that answers for what stands there. */
  readonly value: () => number;
  /** @throws RangeError for what is no whole number from the least that is allowed. */
  readonly set: (count: number) => void;
}

/**
 * @param name - as code has it: `stackDepth`.
 * @param variable - the end of the environment variable's name: `STACK_DEPTH`.
 */
export function countSetting(
  name: string,
  variable: Parameters<typeof countFromEnvironment>[0],
  least: number,
  fallback: number,
): CountSetting {
  let current: number | undefined;
  return {
    value: () => {
      current ??= countFromEnvironment(variable, least, fallback);
      return current;
    },
    set: (count) => {
      if (!isCount(count, least)) {
        throw new RangeError(`${name}: ${count} (expected: a whole number from ${least})`);
      }
      current = count;
    },
  };
}
