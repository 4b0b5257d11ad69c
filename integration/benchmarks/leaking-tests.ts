// What does a leaking test cost? 100 tests that drop their buffer and 100 that keep it, against the same tests
// releasing, whole runs under the plugin. A dropped buffer ends the settling at once, a kept one is waited for.

import { atMost, type Benchmark } from './measurement.ts';
import { pair, RUNNER_NAMES, type Suite } from './suite-run.ts';

const TESTS = 100;

/** The default of `settleTimeoutMs`. */
const SETTLE_MS = 100;

/** What a leak may cost beyond settling: a forced collection or two, the stacks, the runner's own report of a failure. */
const BUDGET_MS = 30;

const suite = (body: string): string =>
  `const held = []; for (let i = 0; i < ${TESTS}; i += 1) test('test ' + i, () => { ${body} });`;

const KINDS = [
  { name: 'dropped', body: 'Unpooled.buffer(64);', budgetMs: BUDGET_MS },
  { name: 'kept', body: 'held.push(Unpooled.buffer(64));', budgetMs: SETTLE_MS + BUDGET_MS },
];

export const benchmark: Benchmark = async (progress) => {
  const measured = [];
  for (const runner of RUNNER_NAMES) {
    for (const { name, body, budgetMs } of KINDS) {
      const leaking: Suite = { runner, plugin: 'on', tests: suite(body), exitCode: 1 };
      const clean: Suite = { runner, plugin: 'on', tests: suite('Unpooled.buffer(64).release();'), exitCode: 0 };
      const { subjectSeconds, peerSeconds } = await pair(leaking, clean, 3);
      const extraMs = ((subjectSeconds - peerSeconds) * 1000) / TESTS;
      measured.push(
        atMost(1, {
          question: `What does a leaking test cost beyond a clean one (${name} buffer)?`,
          subject: `${runner}, ms a leaking test`,
          peer: `the budget of ${budgetMs} ms`,
          ratio: extraMs / budgetMs,
          figures: `${extraMs.toFixed(1)} ms a leaking test`,
        }),
      );
      progress(`${runner}, ${name}`);
    }
  }
  return measured;
};
