import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { beforeAll, describe, inject, test } from 'vitest';
import { casesFor, expectedText, expectedVerdict, loadCases } from '../harness/case.ts';
import { installRunnersOnce } from '../harness/installation.ts';
import { withoutHolders } from '../harness/normalise.ts';
import { runCase } from '../harness/project.ts';
import { createQueue } from '../harness/queue.ts';
import { REFUSED_RUNNERS, RUNNERS } from '../harness/runner.ts';

const cases = await loadCases();
const runners = [...RUNNERS, ...REFUSED_RUNNERS];
const node = { nodeVersion: process.versions.node, nodeFile: process.execPath };
const inQueue = createQueue(2);

// Waiting for a place in the queue counts, too.
const TIMEOUT_MS = 600_000;

const workFolder = inject('workFolder');

beforeAll(() => installRunnersOnce(workFolder), TIMEOUT_MS);

describe.concurrent.each(runners)('$name', (runner) => {
  for (const each of casesFor(runner, cases)) {
    const verdict = expectedVerdict(each, runner);
    if ('notExpressible' in verdict) {
      test.skip(`${each.name} (not expressible: ${verdict.notExpressible})`);
      continue;
    }
    test(`${each.name}: ${each.expected.situation}`, { timeout: TIMEOUT_MS }, async ({ expect }) => {
      const outcome = await inQueue(() => runCase(each, { runner, ...node }, workFolder));
      expect(outcome.verdict, outcome.text).toEqual(verdict);
      const file = expectedText(each.name, runner);
      if (process.env.UPDATE_EXPECTED === '1') {
        await mkdir(new URL('.', file), { recursive: true });
        await writeFile(file, outcome.text);
      }
      const compared = each.expected.holdersVary ? withoutHolders : String;
      expect(compared(outcome.text)).toBe(compared(await readFile(file, 'utf8')));
    });
  }
});
