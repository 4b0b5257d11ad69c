// The suite of planted leaks in every pool, and every case on the versions of Node that the repository does not run on;
// there, the suite runs in the most telling pools.

import { rm } from 'node:fs/promises';
import { casesFor, loadCases } from './harness/case.ts';
import { createWorkFolder, installRunners } from './harness/installation.ts';
import { installNode } from './harness/other-node.ts';
import type { Cell } from './harness/project.ts';
import { createQueue } from './harness/queue.ts';
import { RUNNERS } from './harness/runner.ts';
import { judgeCase } from './matrix/case-entry.ts';
import { type Entry, tableOf, totalsOf } from './matrix/entry.ts';
import { judgePool, poolTotalsOf } from './matrix/pool-entry.ts';
import { poolsOf, tellingPoolsOf } from './pools/pool.ts';

const workFolder = await createWorkFolder();
try {
  await installRunners(RUNNERS, workFolder);
  const cases = await loadCases();
  const inQueue = createQueue(2);
  const ownNode = { nodeVersion: process.versions.node, nodeFile: process.execPath };
  const ownCells = RUNNERS.map((runner): Cell => ({ runner, ...ownNode }));
  const otherCells = await loadOtherCells();

  const pools = [
    ...ownCells.flatMap((cell) => poolsOf(cell.runner).map((pool) => ({ pool, cell }))),
    ...otherCells.flatMap((cell) => tellingPoolsOf(cell.runner).map((pool) => ({ pool, cell }))),
  ];
  const poolEntries = await Promise.all(
    pools.map(({ pool, cell }) => inQueue(() => judgePool(pool, cell, workFolder))),
  );
  print(poolEntries, poolTotalsOf(poolEntries));

  const runs = otherCells.flatMap((cell) => casesFor(cell.runner, cases).map((each) => ({ each, cell })));
  const caseEntries = await Promise.all(runs.map(({ each, cell }) => inQueue(() => judgeCase(each, cell, workFolder))));
  print(caseEntries, totalsOf(caseEntries));
} finally {
  await rm(workFolder, { recursive: true, force: true });
}

/** One after the other: two runners may want the same Node. */
async function loadOtherCells(): Promise<readonly Cell[]> {
  const cells: Cell[] = [];
  for (const runner of RUNNERS) {
    for (const nodeVersion of runner.otherNodes) {
      cells.push({ runner, nodeVersion, nodeFile: await installNode(nodeVersion) });
    }
  }
  return cells;
}

/** What matters most stands last, where a log that was cut still has it. */
function print(entries: readonly Entry[], totals: string): void {
  const different = entries.flatMap(({ row, column, difference }) =>
    difference === undefined ? [] : [{ name: `${row}, ${column}`, ...difference }],
  );
  for (const { name, text } of different) {
    console.error(`\n${name} printed:\n${text}`);
  }
  console.table(tableOf(entries));
  for (const { name, error } of different) {
    console.error(`\n${name}: ${error}`);
    process.exitCode = 1;
  }
  console.log(totals);
}
