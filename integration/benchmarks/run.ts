// npm run bench [-- PART-OF-A-FILE-NAME …] [-- --json FILE] [-- --own-node]
//
// What a pooled buffer costs differs from one V8 to the next: those files run on the matrix's other versions of Node, too,
// unless `--own-node` is given. Goals, and the JSON file, are for the version that the repository itself runs on.

import { spawnSync } from 'node:child_process';
import { globSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import { installNode } from '../harness/other-node.ts';
import { RUNNERS } from '../harness/runner.ts';
import type { Benchmark, Measurement } from './measurement.ts';

const ON_ALL_NODES = /^pooled-/;

const NOT_A_BENCHMARK = [
  'run.ts',
  'measurement.ts',
  'speed.ts',
  'suite-run.ts',
  'variant-build.ts',
  'netty-speed.ts',
  'allocation-trace.ts',
  'echo-server.ts',
  'echo-client.ts',
];

const { values, positionals } = parseArgs({
  options: { json: { type: 'string' }, 'own-node': { type: 'boolean' } },
  allowPositionals: true,
});

const files = globSync('*.ts', { cwd: import.meta.dirname })
  .filter((file) => !NOT_A_BENCHMARK.includes(file))
  .filter((file) => positionals.length === 0 || positionals.some((part) => file.includes(part)))
  .toSorted();
if (files.length === 0) {
  console.error(`No benchmark's file name has ${positionals.join(' or ')} in it.`);
  process.exit(2);
}

const measurements: Measurement[] = [];
for (const file of files) {
  const { benchmark }: { readonly benchmark: Benchmark } = await import(join(import.meta.dirname, file));
  console.error(`${basename(file, '.ts')} …`);
  measurements.push(...(await benchmark((done) => console.error(`  ${done} done`))));
}

for (const { question, subject, peer, ratio, goal, met, figures } of measurements) {
  console.log(
    `\n${question}\n  ${subject} : ${peer} = ${ratio.toFixed(2)} (goal ${goal}: ${met ? 'met' : 'MISSED'}); ${figures}`,
  );
}
if (values.json !== undefined) {
  const data = measurements.map(({ figures: _, ...measurement }) => measurement);
  await writeFile(values.json, `${JSON.stringify(data, null, 2)}\n`);
}

const onAllNodes = files.filter((file) => ON_ALL_NODES.test(file));
if (onAllNodes.length > 0 && values['own-node'] !== true) {
  // Node 20 does not run TypeScript.
  const versions = new Set(
    RUNNERS.flatMap(({ otherNodes }) => otherNodes).filter((version) => !version.startsWith('20.')),
  );
  for (const version of versions) {
    console.log(`\nOn Node ${version}:`);
    const args = [import.meta.filename, ...onAllNodes, '--own-node'];
    const { status } = spawnSync(await installNode(version), args, { stdio: 'inherit' });
    process.exitCode ||= status ?? 1;
  }
}
