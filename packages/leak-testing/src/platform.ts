import { performance } from 'node:perf_hooks';
import { setImmediate, setTimeout } from 'node:timers';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** What a session needs of the world, so that tests of the session can give it another one. */
export interface Platform {
  /** The day, in UTC: `2026-12-31`. */
  today(): string;
  /** Resolves after one turn of the event loop. */
  turn(): Promise<void>;
  /** Resolves after `delayMs` milliseconds. */
  sleep(delayMs: number): Promise<void>;
  /** Forces a full garbage collection; false where none can be had. */
  collectGarbage(): boolean;
}

// Copied while this module loads, before any test can put fake clocks in their place: fakes replace the exports, too.
const timers = { setImmediate, setTimeout };

/** How often V8 is asked for its collector: more often than other threads can take the flag back in the meantime. */
const COLLECTOR_ATTEMPTS = 50;

// Found while this module loads, too: between tests, Jest loads no modules.
const collectGarbage = findCollector();

/** The real clocks and V8's real collector. */
export const nodePlatform: Platform = {
  // Not from `Date`: Jest can fake that before any module of a test file is loaded.
  today: () => new Date(performance.timeOrigin + performance.now()).toISOString().slice(0, 'yyyy-mm-dd'.length),
  turn: () => new Promise((resolve) => void timers.setImmediate(resolve)),
  sleep: (delayMs) => new Promise((resolve) => void timers.setTimeout(resolve, delayMs)),
  collectGarbage() {
    collectGarbage?.();
    return collectGarbage !== undefined;
  },
};

/**
 * Needs no flag of the user's: V8's flag is set for a moment, and its function outlives the flag. The package expose-gc does
 * the same, but as its module is evaluated, and so only once: in Vitest's vm contexts, it cannot be asked again.
 */
function findCollector(): (() => void) | undefined {
  if (typeof gc === 'function') {
    return gc;
  }
  try {
    for (let attempt = 0; attempt < COLLECTOR_ATTEMPTS; attempt += 1) {
      setFlagsFromString('--expose-gc');
      // The flag is the whole process's: another thread may have taken it back by now.
      const collector: unknown = runInNewContext('typeof gc === "function" ? gc : undefined');
      if (typeof collector === 'function') {
        return () => void collector();
      }
    }
    return undefined;
  } catch {
    return undefined;
  } finally {
    setFlagsFromString('--no-expose-gc');
  }
}
