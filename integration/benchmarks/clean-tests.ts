// What does the plugin cost a suite in which nothing leaks? 10,000 tests that open and release a buffer each, in one
// file, whole runs of the real binaries with and without the plugin.

import { atMost, type Benchmark } from './measurement.ts';
import { pair, RUNNER_NAMES, type Suite } from './suite-run.ts';

const TESTS = 10_000;

/**
 * What nobody would notice. Out of reach where every test opens something: the two stacks of a buffer alone, where it was
 * created and where it was released, cost a tenth of what a test costs that does nothing else.
 */
const GOAL = 1.02;

// The turn: without a single one, Jest's reporter exits 100 ms earlier, with the plugin or without.
const tests = `test('a turn', () => new Promise((resolve) => setImmediate(resolve)));
for (let i = 0; i < ${TESTS}; i += 1) test('clean ' + i, () => { Unpooled.buffer(64).release(); });`;

export const benchmark: Benchmark = async (progress) => {
  const measured = [];
  for (const runner of RUNNER_NAMES) {
    const suite = { runner, tests, exitCode: 0 } satisfies Partial<Suite>;
    const { ratio, subjectSeconds, peerSeconds } = await pair({ ...suite, plugin: 'on' }, { ...suite, plugin: 'off' });
    measured.push(
      atMost(GOAL, {
        question: `What does the plugin cost ${TESTS.toLocaleString('en')} clean tests?`,
        subject: `${runner} with @watertight/${runner}`,
        peer: `${runner} alone`,
        ratio,
        figures: `${subjectSeconds.toFixed(2)} s against ${peerSeconds.toFixed(2)} s`,
      }),
    );
    progress(runner);
  }
  return measured;
};
