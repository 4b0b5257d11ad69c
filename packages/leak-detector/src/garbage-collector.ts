// Invariant: the only file of this package that asks for V8's own modules.

/** How often V8 is asked for its collector: more often than other threads can take the flag back in the meantime. */
const COLLECTOR_ATTEMPTS = 50;

/**
 * A function that forces a full garbage collection; none where it cannot be had.
 *
 * Needs no flag of the user's: V8's flag is set for a moment, and its function outlives the flag. The package expose-gc does
 * the same, but as its module is evaluated, and so only once: in Vitest's vm contexts, it cannot be asked again.
 */
export function findGarbageCollector(): (() => void) | undefined {
  if (typeof gc === 'function') {
    return gc;
  }
  const node = typeof process === 'undefined' ? undefined : process;
  const v8 = node?.getBuiltinModule?.('node:v8');
  const vm = node?.getBuiltinModule?.('node:vm');
  if (v8 === undefined || vm === undefined) {
    return undefined;
  }
  try {
    for (let attempt = 0; attempt < COLLECTOR_ATTEMPTS; attempt += 1) {
      v8.setFlagsFromString('--expose-gc');
      // The flag is the whole process's: another thread may have taken it back by now.
      const collector: unknown = vm.runInNewContext('typeof gc === "function" ? gc : undefined');
      if (typeof collector === 'function') {
        return () => void collector();
      }
    }
    return undefined;
  } catch {
    return undefined;
  } finally {
    v8.setFlagsFromString('--no-expose-gc');
  }
}
