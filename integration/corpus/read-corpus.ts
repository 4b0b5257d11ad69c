import { globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { brotliDecompressSync } from 'node:zlib';
import type { CorpusCase } from './corpus-case.ts';
import type { LeakReportsCase } from './leak-reports-case.ts';

/** The recorded cases that lie in the project. */
export const OWN_DATA = join(import.meta.dirname, 'data');

/** What is replayed of each file of a corpus: all of it, or the cases of some topics. */
const REPLAYED: Readonly<Record<string, 'all' | readonly string[]>> = {
  'indexes-and-accessors': 'all',
  refcounts: 'all',
  composite: 'all',
  'search-and-utility': 'all',
  pipeline: 'all',
  'pooled-metrics': ['newCapacity', 'growth', 'unpooledMetrics'],
};

/** Every case in `folder` that can be replayed: a case a line in `<kind>.jsonl`, as it is or compressed as `.jsonl.br`. */
export function readCorpus(folder: string): CorpusCase[] {
  const files = globSync('*.jsonl{,.br}', { cwd: folder }).toSorted();
  return files.filter((file) => kindOf(file) in REPLAYED).flatMap((file) => readCases(join(folder, file)));
}

/** The leak reports in `folder`. */
export function readLeakReports(folder: string): LeakReportsCase[] {
  const files = globSync('leak-reports.jsonl{,.br}', { cwd: folder });
  return files.flatMap((file) => readLines(join(folder, file)).map((line): LeakReportsCase => JSON.parse(line)));
}

function readCases(path: string): CorpusCase[] {
  const topics = REPLAYED[kindOf(path)];
  const cases = readLines(path).map((line): CorpusCase => JSON.parse(line));
  return cases.filter(({ config }) => topics === 'all' || topics?.includes(config.topic ?? ''));
}

function readLines(path: string): string[] {
  const bytes = readFileSync(path);
  const lines = (path.endsWith('.br') ? brotliDecompressSync(bytes) : bytes).toString().split('\n');
  return lines.filter((line) => line !== '');
}

function kindOf(path: string): string {
  return basename(path).replace(/\.jsonl(?:\.br)?$/, '');
}
