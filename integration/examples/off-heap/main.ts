// node integration/examples/off-heap/main.ts [NUMBER OF BUFFERS] [LIMIT IN MIB]

import { CleanerMemory, type DirectMemory, NoCleanerMemory, processMemory } from '@watertight/buffer';
import { findGarbageCollector, formatReport, type LeakReport, leakDetector } from '@watertight/leak-detector';
import { dropBuffers } from './drop-buffers.ts';

const MIB = 2 ** 20;

const [numBuffers = 500_000, limitMib = 64] = process.argv.slice(2).map(Number);

// What a program would see as warnings, folded and rate-limited, is counted here.
const reports: LeakReport[] = [];
leakDetector.addLeakListener((report) => void reports.push(report));

await show('With a cleaner: whatever is dropped, the collector gives back.', new CleanerMemory(limitMib * MIB));
await show('Without a cleaner: only release() gives memory back.', new NoCleanerMemory(limitMib * MIB));

async function show(title: string, memory: DirectMemory): Promise<void> {
  console.log(`${title}\n`);
  console.log(line('dropped', 'in use', 'ArrayBuffers', 'rss'));
  const { numBuffers: numDropped, error } = await dropBuffers(memory, numBuffers, (dropped) => {
    const { arrayBuffers, rss } = processMemory();
    console.log(line(String(dropped), mib(memory.usedBytes), mib(arrayBuffers), mib(rss)));
  });
  if (error !== undefined) {
    console.log(`\n${error.name}: ${error.message}`);
  }
  await collect();
  console.log(`\n${numDropped} buffers were dropped; ${mib(memory.usedBytes)} are lost.`);
  const [first] = reports.splice(0);
  if (first !== undefined) {
    console.log(
      `The detector watches one buffer in 128, and says where they come from:\n\n${formatReport(first, { root: process.cwd() })}\n`,
    );
  }
}

/** What is lost is reported when it has been collected: now, for those who read. */
async function collect(): Promise<void> {
  const collectGarbage = findGarbageCollector();
  for (let round = 0; round < 3; round += 1) {
    await new Promise((resolve) => setImmediate(resolve));
    collectGarbage?.();
  }
  await new Promise((resolve) => setImmediate(resolve));
}

function mib(bytes: number): string {
  return `${(bytes / MIB).toFixed(1)} MiB`;
}

function line(...cells: readonly string[]): string {
  return cells.map((cell) => cell.padStart(14)).join('');
}
