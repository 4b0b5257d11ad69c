import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, inject, test } from 'vitest';
import type { Verdict } from '../harness/case.ts';
import { installationFolder, installRunnersOnce } from '../harness/installation.ts';
import { runProject } from '../harness/project.ts';
import { RUNNERS, type Runner } from '../harness/runner.ts';
import { toVerdict } from '../harness/runner-report.ts';

const node = { nodeVersion: process.versions.node, nodeFile: process.execPath };

const TIMEOUT_MS = 300_000;

const workFolder = inject('workFolder');

beforeAll(() => installRunnersOnce(workFolder), TIMEOUT_MS);

/** What a run came to, what the runner printed, and the lines of that which sum the run up. */
interface Step {
  readonly verdict: Verdict;
  readonly text: string;
  readonly said: readonly string[];
}

/** One project that changes: each run finds the files of `layers`, the later over the earlier. */
function projectOf(runner: Runner, name: string) {
  const folder = join(installationFolder(runner, workFolder), `node-${node.nodeVersion}`, name);
  const baseline = join(folder, 'watertight-baseline.json');
  const run = async (layers: readonly string[], mode = '', args: readonly string[] = []): Promise<Step> => {
    const sources = layers.map((layer) => new URL(`../baseline/${layer}/`, import.meta.url));
    const env = { WATERTIGHT_BASELINE: mode };
    const { exitCode, report, text } = await runProject({ name, sources, args, env }, { runner, ...node }, workFolder);
    const said = text.split('\n').filter((line) => line.startsWith('Watertight'));
    return { verdict: toVerdict(exitCode, report), text, said };
  };
  /** The innermost frames of the leaks that are known now. */
  const known = async (): Promise<readonly string[]> => {
    const { leaks }: { leaks: { createdAt: string[] }[] } = JSON.parse(await readFile(baseline, 'utf8'));
    return leaks.map(({ createdAt }) => createdAt[0] ?? '').toSorted();
  };
  return { run, known, baseline };
}

/** Jest names a frame after what it calls. */
function placesOf({ family }: Runner) {
  const lend = family === 'vitest' ? 'src/pool.ts#lend' : 'src/pool.ts at buffer';
  return { lend, encodes: 'codec.test.ts#"encodes"' };
}

const failing = (...failedTests: readonly string[]) => ({ exitCode: 1, failedTests, failedFiles: [] });
const PASSED = { exitCode: 0, failedTests: [], failedFiles: [] };

describe.concurrent.each(RUNNERS)('$name', (runner) => {
  const { lend, encodes } = placesOf(runner);

  test('known leaks fail nothing while their lines move, new ones do, fixed ones are named', {
    timeout: TIMEOUT_MS,
  }, async ({ expect }) => {
    const { run, known, baseline } = projectOf(runner, 'baseline');
    const leaking = failing('codec.test.ts > encodes', 'pool.test.ts > lends a buffer');
    expect((await run(['before'])).verdict).toMatchObject(leaking);

    expect((await run(['before'], 'update')).verdict).toEqual({ ...PASSED, passedTests: 3 });
    expect(await known()).toEqual([encodes, lend]);

    const again = await run(['before']);
    expect(again.verdict).toEqual({ ...PASSED, passedTests: 3 });
    expect(again.said.join('\n')).toMatch(/\d known leaks? failed nothing \(watertight-baseline\.json\)\./);

    expect((await run(['moved'])).verdict).toEqual({ ...failing('codec.test.ts > decodes'), passedTests: 3 });

    const fixed = await run(['fixed'], '', ['pool.test.ts']);
    expect(fixed.verdict).toMatchObject(PASSED);
    expect(fixed.said).toEqual([expect.stringContaining(`1 known leak did not come any more: ${lend}.`)]);

    await run(['fixed'], 'update', ['pool.test.ts']);
    expect(await known()).toEqual([encodes]);

    await writeFile(baseline, '{ "version": 1, "leaks": [');
    const damaged = await run(['fixed'], 'update');
    expect(damaged.verdict).toMatchObject({ exitCode: 1, passedTests: 0 });
    expect(damaged.text).toContain(
      'BaselineError: The leak baseline <project>/watertight-baseline.json cannot be used',
    );
    expect(await readFile(baseline, 'utf8')).toBe('{ "version": 1, "leaks": [');
  });

  test('shards that update one after the other lose nothing', { timeout: TIMEOUT_MS }, async ({ expect }) => {
    const { run, known } = projectOf(runner, 'baseline-shards');
    await run(['before'], 'update', ['--shard=1/2']);
    await run(['before'], 'update', ['--shard=2/2']);
    expect(await known()).toEqual([encodes, lend]);
  });
});
