// Runs every case on the other versions of Node. Compared there is only what is ours: exit codes, failed tests and the
// messages of the errors. The rest of a runner's text may change with the version.

import { deepStrictEqual } from 'node:assert/strict';
import { readFile, rm } from 'node:fs/promises';
import { type Case, expectedText, expectedVerdict, loadCases } from './harness/case.ts';
import { errorMessages } from './harness/error-messages.ts';
import { createWorkFolder, installRunners } from './harness/installation.ts';
import { installNode } from './harness/other-node.ts';
import { type Cell, runCase } from './harness/project.ts';
import { createQueue } from './harness/queue.ts';
import { RUNNERS } from './harness/runner.ts';

/** What one case comes to in one cell. */
interface Entry {
  readonly caseName: string;
  readonly cellName: string;
  readonly mark: 'ok' | 'differs' | '–';
  /** What came instead, when something else came. */
  readonly difference?: string;
}

const workFolder = await createWorkFolder();
try {
  await installRunners(RUNNERS, workFolder);
  const entries = await judgeAll(await loadCases(), await loadCells());
  console.table(tableOf(entries));
  console.log(totalsOf(entries));
  for (const { caseName, cellName, difference } of entries) {
    if (difference !== undefined) {
      console.error(`\n${caseName} in ${cellName}: ${difference}`);
      process.exitCode = 1;
    }
  }
} finally {
  await rm(workFolder, { recursive: true, force: true });
}

/** One after the other: two runners may want the same Node. */
async function loadCells(): Promise<readonly Cell[]> {
  const cells: Cell[] = [];
  for (const runner of RUNNERS) {
    for (const nodeVersion of runner.otherNodes) {
      cells.push({ runner, nodeVersion, nodeFile: await installNode(nodeVersion) });
    }
  }
  return cells;
}

function judgeAll(cases: readonly Case[], cells: readonly Cell[]): Promise<readonly Entry[]> {
  const inQueue = createQueue(2);
  return Promise.all(cases.flatMap((each) => cells.map((cell) => inQueue(() => judge(each, cell)))));
}

async function judge(each: Case, cell: Cell): Promise<Entry> {
  const names = { caseName: each.name, cellName: `${cell.runner.name} on ${cell.nodeVersion}` };
  const verdict = expectedVerdict(each, cell.runner);
  if ('notExpressible' in verdict) {
    return { ...names, mark: '–' };
  }
  const expected = {
    ...verdict,
    messages: errorMessages(await readFile(expectedText(each.name, cell.runner), 'utf8')),
  };
  const outcome = await runCase(each, cell, workFolder);
  try {
    deepStrictEqual({ ...outcome.verdict, messages: errorMessages(outcome.text) }, expected);
    return { ...names, mark: 'ok' };
  } catch (error) {
    return { ...names, mark: 'differs', difference: `${error}\n\n${outcome.text}` };
  }
}

/** Cases by cells, for `console.table`. */
function tableOf(entries: readonly Entry[]): Readonly<Record<string, Record<string, string>>> {
  const rows: Record<string, Record<string, string>> = {};
  for (const { caseName, cellName, mark } of entries) {
    rows[caseName] = { ...rows[caseName], [cellName]: mark };
  }
  return rows;
}

function totalsOf(entries: readonly Entry[]): string {
  const count = (wanted: Entry['mark']): number => entries.filter(({ mark }) => mark === wanted).length;
  return `${entries.length} runs: ${count('ok')} as expected, ${count('differs')} different, ${count('–')} not expressible`;
}
