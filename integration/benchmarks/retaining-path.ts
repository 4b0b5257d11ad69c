import { performance } from 'node:perf_hooks';
import { createLeakDetector } from '@watertight/leak-detector';
import { LeakSession, nodePlatform, resolveOptions } from '@watertight/leak-testing';
import { atLeast, type Benchmark, type Measurement, median } from './measurement.ts';

const HEAP_BYTES = 100_000_000;

/** Pairs that are measured. A snapshot takes seconds, whatever ran before it. */
const PAIRS = 3;

/** Of a leak's path, V8's part cannot be made shorter; the rest is to be small beside it. */
const GOAL = 0.75;

/** What a heap consists of: objects of some fields, as a program's model has them, or long strings, as its sources are. */
const HEAPS: readonly (readonly [name: string, fill: (index: number) => unknown])[] = [
  ['long strings', (index) => `${index}`.padEnd(10_000, '=').slice(0, 9_999).toUpperCase()],
  ['objects of 100 bytes', (index) => ({ index, name: `n${index}`, tags: [index, index], next: { index } })],
];

export const benchmark: Benchmark = async (tell) => {
  const measurements: Measurement[] = [];
  for (const [name, fill] of HEAPS) {
    measurements.push(await measureHeap(name, fill));
    tell(name);
  }
  return measurements;
};

async function measureHeap(name: string, fill: (index: number) => unknown): Promise<Measurement> {
  const heap: unknown[] = [];
  while (nodePlatform.heapUsedBytes() < HEAP_BYTES) {
    for (let count = 0; count < 1000; count += 1) {
      heap.push(fill(heap.length));
    }
  }
  const pairs: (readonly [ours: number, v8: number])[] = [];
  for (let pair = 0; pair < PAIRS; pair += 1) {
    const path = await timed(leakWithPath);
    const snapshot = await timed(async () => nodePlatform.heapSnapshot().length);
    pairs.push([path, snapshot]);
  }
  heap.length = 0;
  const seconds = (side: 0 | 1): string => `${(median(pairs.map((pair) => pair[side])) / 1000).toFixed(2)} s`;
  return atLeast(GOAL, {
    question: `How long does the path to a leak take, in a heap of 100 MB of ${name}? (1 s is wanted)`,
    subject: 'judging a leak with its path',
    peer: "V8's snapshot alone",
    ratio: median(pairs.map(([ours, v8]) => v8 / ours)),
    figures: `${seconds(0)} against ${seconds(1)}`,
  });
}

async function leakWithPath(): Promise<void> {
  const detector = createLeakDetector();
  const session = new LeakSession({
    options: resolveOptions({ retainingPath: true, settleTimeoutMs: 0, reportFile: false, baselineFile: false }),
    root: import.meta.dirname,
    functionNames: true,
    pluginUrl: import.meta.url,
    detector,
  });
  session.beginRun();
  const test = session.beginTest('keeps an object');
  const kept = test.run(() => {
    const object = {};
    detector.track(object, { name: 'Object', remedy: 'Close it.' }, 'kept');
    return object;
  });
  held.push(kept);
  const { leaks } = await session.endTest(test, { failedByItself: false });
  held.length = 0;
  if (leaks[0]?.report.retainingPath === undefined) {
    throw new Error(`No path: ${leaks[0]?.report.retainingPathNote}`);
  }
}

const held: object[] = [];

async function timed(run: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await run();
  return performance.now() - start;
}
