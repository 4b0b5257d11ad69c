import { Worker } from 'node:worker_threads';
import { expect, test } from 'vitest';

const THREADS = 16;

/** Waits for all others, so that all look for the collector in the same moment; says whether it collects. */
const THREAD = `
  const { parentPort, workerData } = require('node:worker_threads');
  const waiting = new Int32Array(workerData.shared);
  if (Atomics.add(waiting, 0, 1) + 1 === ${THREADS}) {
    Atomics.notify(waiting, 0);
  } else {
    for (let seen; (seen = Atomics.load(waiting, 0)) < ${THREADS}; ) Atomics.wait(waiting, 0, seen, 10);
  }
  const { findGarbageCollector } = require(workerData.module);
  const weak = new WeakRef({});
  setImmediate(() => {
    findGarbageCollector()?.();
    parentPort.postMessage(weak.deref() === undefined);
  });
`;

test('every thread of a process finds the collector, also when all look for it at once', async () => {
  const workerData = {
    shared: new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT),
    module: new URL('../dist/index.cjs', import.meta.url).pathname,
  };
  const found = Array.from({ length: THREADS }, () => {
    const thread = new Worker(THREAD, { eval: true, workerData });
    return new Promise((resolve, reject) => thread.once('message', resolve).once('error', reject));
  });
  expect(await Promise.all(found)).toEqual(found.map(() => true));
});
