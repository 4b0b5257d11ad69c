import { performance } from 'node:perf_hooks';
import { setImmediate, setTimeout } from 'node:timers';
import { getHeapSnapshot, getHeapStatistics } from 'node:v8';
import { findGarbageCollector } from '@watertight/leak-detector';

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
  /** What the JavaScript objects of this thread take, in bytes. */
  heapUsedBytes(): number;
  /** Returns owned: all of them as V8's snapshot in JSON. Takes about 2 µs an object, and twice their memory. */
  heapSnapshot(): Buffer;
}

// Copied while this module loads, before any test can put fake clocks in their place: fakes replace the exports, too.
const timers = { setImmediate, setTimeout };

// Found while this module loads, too: between tests, Jest loads no modules.
const collectGarbage = findGarbageCollector();

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
  heapUsedBytes: () => getHeapStatistics().used_heap_size,
  heapSnapshot() {
    // V8 writes all of it at the first reading. Waiting for it as for other streams would need clocks that a test may fake.
    const stream = getHeapSnapshot();
    const chunks: Buffer[] = [];
    for (let chunk = stream.read(); chunk !== null; chunk = stream.read()) {
      chunks.push(chunk);
    }
    return chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks);
  },
};
