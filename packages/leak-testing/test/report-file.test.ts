import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createLeakDetector } from '@watertight/leak-detector';
import {
  type JudgedLeak,
  LeakSession,
  type LeakSource,
  mergeReports,
  nodePlatform,
  ReportPart,
  resolveOptions,
} from '@watertight/leak-testing';
import { expect, onTestFinished, test } from 'vitest';
import { Door, StillPlatform, session } from './session-under-test.ts';

/** A report in a folder of its own, what is in that folder, and the parts of its test files. */
function place() {
  const root = mkdtempSync(join(tmpdir(), 'watertight-report-'));
  onTestFinished(() => rmSync(root, { recursive: true }));
  return {
    path: join(root, NAME),
    files: () => readdirSync(root),
    part: (runId: string, file: string, isMergedAtEnd = false) =>
      new ReportPart({
        path: NAME,
        root,
        runId,
        source: { runner: 'vitest', file },
        platform: nodePlatform,
        isMergedAtEnd,
      }),
  };
}

const NAME = 'watertight-report.json';

async function leak(summary: string): Promise<JudgedLeak> {
  const { detector, session: file } = session();
  const scope = file.beginTest(summary);
  scope.run(() => new Door(detector));
  const [leak] = (await file.endTest(scope, { failedByItself: false })).leaks;
  if (leak === undefined) {
    throw new Error('The door is not reported.');
  }
  return leak;
}

/** `file: test verdict` of every leak in the report. */
function told(path: string): readonly string[] {
  const { leaks }: { leaks: (LeakSource & JudgedLeak)[] } = JSON.parse(readFileSync(path, 'utf8'));
  return leaks.map(({ file, report, verdict }) => `${file}: ${report.scope.name} ${verdict}`).toSorted();
}

test('a run without leaks writes nothing', async () => {
  const { files, part } = place();
  await part('run', 'a.test.ts').merge();
  expect(files()).toEqual([]);
});

test('the leaks of all test files of a run stand in one report, each once', async () => {
  const { path, files, part } = place();
  const [a, b] = ['a.test.ts', 'b.test.ts'].map((file) => part('run', file));
  a?.append({ leaks: [await leak('one'), await leak('two')] });
  b?.append({ leaks: [await leak('three')] });
  a?.append({ leaks: [await leak('four')] });
  await Promise.all([a?.merge(), b?.merge()]);
  expect(told(path)).toEqual([
    'a.test.ts: four failed',
    'a.test.ts: one failed',
    'a.test.ts: two failed',
    'b.test.ts: three failed',
  ]);
  expect(files()).toEqual(['watertight-report.json']);
});

test('a test file that runs again in the same run replaces what it reported', async () => {
  const { path, part } = place();
  for (const name of ['first time', 'second time']) {
    const report = part('run', 'a.test.ts');
    report.append({ leaks: [await leak(name)] });
    await report.merge();
  }
  expect(told(path)).toEqual(['a.test.ts: second time failed']);
});

test('a report of an earlier run is replaced, and goes when nothing leaks any more', async () => {
  const { path, files, part } = place();
  const before = part('before', 'a.test.ts');
  before.append({ leaks: [await leak('old')] });
  await before.merge();
  const now = part('now', 'b.test.ts');
  now.append({ leaks: [await leak('new')] });
  await now.merge();
  expect(told(path)).toEqual(['b.test.ts: new failed']);
  await part('later', 'a.test.ts').merge();
  expect(files()).toEqual([]);
});

test('what a worker had judged when it was killed is merged by the next one, its half line left out', async () => {
  const { path, files, part } = place();
  const script = `
    import { appendFileSync, readdirSync } from 'node:fs';
    import { nodePlatform, ReportPart } from '@watertight/leak-testing';
    const [root, judged] = process.argv.slice(-2);
    const source = { runner: 'vitest', file: 'killed.test.ts' };
    new ReportPart({ path: '${NAME}', root, runId: 'run', source, platform: nodePlatform, isMergedAtEnd: false }).append({ leaks: [JSON.parse(judged)] });
    const part = readdirSync(root).find((name) => name.endsWith('.part'));
    appendFileSync(root + '/' + part, '{ "runId": "ru');
    process.kill(process.pid, 'SIGKILL');
  `;
  const { signal } = spawnSync(
    process.execPath,
    ['--input-type=module', '--eval', script, '--', dirname(path), JSON.stringify(await leak('judged in time'))],
    { cwd: import.meta.dirname },
  );
  expect([signal, files().length]).toEqual(['SIGKILL', 1]);
  await part('run', 'next.test.ts').merge();
  expect(told(path)).toEqual(['killed.test.ts: judged in time failed']);
  expect(files()).toEqual(['watertight-report.json']);
});

test('a lock that a killed worker left is broken', async () => {
  const { path, files, part } = place();
  mkdirSync(`${path}.lock`);
  const longAgo = Date.now() / 1000 - 60;
  utimesSync(`${path}.lock`, longAgo, longAgo);
  const report = part('run', 'a.test.ts');
  report.append({ leaks: [await leak('a')] });
  await report.merge();
  expect(files()).toEqual(['watertight-report.json']);
});

test.for(['{}', 'not JSON', '[1]', '{"version": 2, "leaks": []}', '{"version": 1, "runId": "1", "leaks": {}}'])(
  'a file that is no report is refused and left alone: %s',
  async (text) => {
    const { path, part } = place();
    writeFileSync(path, text);
    const report = part('run', 'a.test.ts');
    report.append({ leaks: [await leak('a')] });
    expect((await report.merge())?.message).toBe(
      `No leak report was written to ${path}: it is not a report of Watertight, and is left alone. ` +
        'Move the file away, or set the option reportFile.',
    );
    expect(readFileSync(path, 'utf8')).toBe(text);
  },
);

test('a place that cannot be written to is said when the test file ends, not thrown into a test', async () => {
  const { path, files, part } = place();
  const report = part('run', 'a.test.ts');
  const nowhere = new ReportPart({
    path: 'a-file/report.json',
    root: dirname(path),
    runId: 'run',
    source: { runner: 'vitest', file: 'a.test.ts' },
    platform: nodePlatform,
    isMergedAtEnd: false,
  });
  writeFileSync(join(dirname(path), 'a-file'), '');
  nowhere.append({ leaks: [await leak('a')] });
  expect((await nowhere.merge())?.code).toBe('WATERTIGHT_REPORT_FILE');
  expect([await report.merge(), files()]).toEqual([undefined, ['a-file']]);
});

test('a session writes every leak it judges, held against a test or not', async () => {
  const { path } = place();
  const detector = createLeakDetector();
  const file = new LeakSession({
    options: resolveOptions(),
    root: dirname(path),
    functionNames: true,
    pluginUrl: '',
    platform: new StillPlatform(),
    detector,
    reporting: () => ({
      runId: 'run',
      source: { runner: 'vitest', file: join(dirname(path), 'a.test.ts') },
      isSummarised: false,
    }),
  });
  file.beginRun();
  for (const [name, failedByItself] of [
    ['leaks', false],
    ['throws', true],
  ] as const) {
    const scope = file.beginTest(name);
    scope.run(() => new Door(detector));
    await file.endTest(scope, { failedByItself });
  }
  expect((await file.endFile(file.beginBlock('hooks'), { failedByItself: false, testNames: [] })).errors).toEqual([]);
  expect(told(path)).toEqual(['a.test.ts: leaks failed', 'a.test.ts: throws afterFailure']);
});

/** A folder with the reports of the shards of one run, one for each list of tests that leaked in `a.test.ts`, `b.test.ts`, … */
async function shards(...tests: readonly (readonly string[])[]) {
  const { path } = place();
  const root = dirname(path);
  const paths = await Promise.all(
    tests.map(async (names, index) => {
      const source = { runner: 'vitest', file: `${'abc'[index]}.test.ts` };
      const part = new ReportPart({
        path: `shard-${index}.json`,
        root,
        runId: `run ${index}`,
        source,
        platform: nodePlatform,
        isMergedAtEnd: false,
      });
      part.append({ leaks: await Promise.all(names.map(leak)) });
      await part.merge();
      return join(root, `shard-${index}.json`);
    }),
  );
  return { path, paths };
}

test('the reports of shards become one; a shard without a report had no leaks', async () => {
  const { path, paths } = await shards(['one', 'two'], [], ['three']);
  const report = await mergeReports(paths, path);
  expect(told(path)).toEqual(['a.test.ts: one failed', 'a.test.ts: two failed', 'c.test.ts: three failed']);
  expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual(report);
  expect(report.runId).toBe('run 0 run 2');
});

test('merging twice reports each leak once', async () => {
  const { path, paths } = await shards(['one'], ['two']);
  await mergeReports([...paths, ...paths], path);
  expect(told(path)).toEqual(['a.test.ts: one failed', 'b.test.ts: two failed']);
});

test('merging shards without leaks removes what was reported before', async () => {
  const { path, paths } = await shards(['one'], []);
  await mergeReports(paths, path);
  await mergeReports(paths.slice(1), path);
  expect(existsSync(path)).toBe(false);
});

test.for(['target', 'shard'])('nothing is merged when the %s is no report', async (which) => {
  const { path, paths } = await shards(['one']);
  const foreign = which === 'target' ? path : join(dirname(path), 'foreign.json');
  writeFileSync(foreign, '{"name": "not ours"}');
  await expect(mergeReports([...paths, foreign], path)).rejects.toMatchObject({ code: 'WATERTIGHT_REPORT_FILE' });
  expect([readFileSync(foreign, 'utf8'), existsSync(path)]).toEqual(['{"name": "not ours"}', which === 'target']);
});

test('a report that is merged at the end is only written anew when there is much to add', async () => {
  const { path, files, part } = place();
  const add = async (file: string, ...names: readonly string[]): Promise<number> => {
    const report = part('run', file, true);
    report.append({ leaks: await Promise.all(names.map(leak)) });
    expect(await report.merge()).toBe(undefined);
    return told(path).length;
  };
  expect(await add('a.test.ts', 'one', 'two', 'three')).toBe(3);
  expect(await add('b.test.ts', 'four')).toBe(3);
  expect(await add('c.test.ts', ...Array(12).fill('many'))).toBe(16);
  expect(await add('a.test.ts')).toBe(16);
  await part('run', 'd.test.ts').merge();
  expect(told(path)).toHaveLength(13);
  expect(files()).toEqual([NAME]);
});
