import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { mergeBaselines, readBaseline } from '@watertight/leak-testing';
import { describe, expect, onTestFinished, test } from 'vitest';
import { judgeFile, project, updating } from './file-under-test.ts';

const NAME = 'watertight-baseline.json';

function acquire(open: () => void): void {
  open();
}

function lend(open: () => void): void {
  open();
}

/** `test: innermost frame` of what a baseline knows, in its order by test. */
function known(root: string): readonly string[] {
  const { leaks } = readBaseline(join(root, NAME));
  return leaks
    .flatMap(({ createdAt, seenIn }) => seenIn.map(({ file, scope }) => `${file} ${scope.name}: ${createdAt[0]}`))
    .toSorted();
}

const verdicts = async (...args: Parameters<typeof judgeFile>): Promise<readonly string[]> => {
  const { session } = await judgeFile(...args);
  return session.findings.leaks.map(({ report, verdict }) => `${report.scope.name}: ${verdict}`);
};

const acquired = expect.stringMatching(/#acquire$/);

test('an update makes the leaks of a run known; they fail nothing then, and others do', async () => {
  const root = project();
  expect(await updating(() => verdicts(root, { first: [acquire], clean: [] }))).toEqual(['first: known']);
  const { judgements } = await judgeFile(root, { first: [acquire, lend] });
  expect(judgements.map(({ leaks, errors }) => [leaks.map(({ verdict }) => verdict), errors.length])).toEqual([
    [['known', 'failed'], 1],
    [[], 0],
  ]);
});

test('what was found is written with its origin and the test that leaks', async () => {
  const root = project();
  await updating(() => judgeFile(root, { first: [acquire] }));
  expect(readBaseline(join(root, NAME))).toEqual({
    version: 1,
    leaks: [
      {
        fingerprint: expect.stringMatching(/^[0-9a-f]{16}$/),
        resourceType: 'Door',
        createdAt: expect.arrayContaining([acquired]),
        seenIn: [{ runner: 'vitest', file: 'a.test.ts', scope: { kind: 'test', name: 'first' } }],
      },
    ],
  });
});

test('a run that does not update writes nothing', async () => {
  const root = project();
  await judgeFile(root, { first: [acquire] }, { options: { reportFile: false } });
  expect(readdirSync(root)).toEqual(['a.test.ts']);
});

describe('a known leak that does not come', () => {
  const check = async (...args: Parameters<typeof judgeFile> extends [string, ...infer R] ? R : never) => {
    const root = project();
    await updating(() => judgeFile(root, { first: [acquire], second: [lend] }));
    const { session } = await judgeFile(root, ...args);
    return session.findings.fixed.map(({ scope }) => scope.name);
  };

  test('is fixed when its test has run to its end', async () => {
    expect(await check({ first: [], second: [lend] })).toEqual(['first']);
  });

  test('is fixed when its test is gone', async () => {
    expect(await check({ second: [lend] })).toEqual(['first']);
  });

  test('is not fixed when its test did not run', async () => {
    expect(await check({ second: [lend] }, { others: ['first'] })).toEqual([]);
  });

  test('is not fixed when its test has failed by itself', async () => {
    expect(await check({ first: [], second: [lend] }, { failed: ['first'] })).toEqual([]);
  });

  test('is not fixed for another file', async () => {
    expect(await check({ first: [], second: [] }, { file: 'b.test.ts' })).toEqual([]);
  });
});

test('an update takes out what is fixed, and keeps what did not run', async () => {
  const root = project();
  await updating(() => judgeFile(root, { first: [acquire], second: [lend], third: [acquire] }));
  await updating(() => judgeFile(root, { first: [], second: [lend] }, { others: ['third'] }));
  expect(known(root)).toEqual([expect.stringContaining('second: '), expect.stringContaining('third: ')]);
});

test('an update without any leak left removes the file', async () => {
  const root = project();
  await updating(() => judgeFile(root, { first: [acquire] }));
  await updating(() => judgeFile(root, { first: [] }));
  expect(existsSync(join(root, NAME))).toBe(false);
});

test('an update takes out what test files had that are gone', async () => {
  const root = project();
  writeFileSync(join(root, 'b.test.ts'), '');
  await updating(() => judgeFile(root, { first: [acquire] }, { file: 'b.test.ts' }));
  rmSync(join(root, 'b.test.ts'));
  await updating(() => judgeFile(root, { first: [acquire] }));
  expect(known(root)).toEqual([expect.stringMatching(/^a\.test\.ts /)]);
});

test('what failed by itself, was allowed or has expired does not become known', async () => {
  const root = project();
  const allowLeaks = [
    { at: '**#lend', reason: 'it is lent' },
    { at: '**#acquire', reason: 'it was needed', until: '2020-01-01' },
  ];
  const leaks = { first: [lend], second: [acquire], third: [(open: () => void) => open()] };
  expect(await updating(() => verdicts(root, leaks, { options: { allowLeaks }, failed: ['third'] }))).toEqual([
    'first: allowed',
    'second: failed',
    'third: afterFailure',
  ]);
  expect(existsSync(join(root, NAME))).toBe(false);
});

test('workers that update at once lose nothing of each other', async () => {
  const root = project();
  const files = Array.from({ length: 12 }, (_, index) => `${String.fromCharCode(97 + index)}.test.ts`);
  for (const file of files) {
    writeFileSync(join(root, file), '');
  }
  const script = `
    import { createLeakDetector } from '@watertight/leak-detector';
    import { LeakSession, nodePlatform, resolveOptions } from '@watertight/leak-testing';
    const [root, file] = process.argv.slice(-2);
    const detector = createLeakDetector();
    const session = new LeakSession({
      options: resolveOptions({ settleTimeoutMs: 0 }), root, functionNames: true, pluginUrl: '', platform: nodePlatform, detector,
      reporting: () => ({ runId: 'run', source: { runner: 'vitest', file }, isSummarised: false }),
    });
    session.beginRun();
    const scope = session.beginTest('leaks');
    scope.run(() => detector.track({}, { name: 'Door', remedy: 'Close it.' }, 'a door'));
    await session.endTest(scope, { failedByItself: false });
    await session.endFile(session.beginBlock('hooks'), { failedByItself: false, testNames: ['leaks'] });
  `;
  const workers = files.map((file) =>
    spawn(process.execPath, ['--input-type=module', '--eval', script, '--', root, file], {
      cwd: import.meta.dirname,
      env: { ...process.env, WATERTIGHT_BASELINE: 'update' },
      stdio: 'inherit',
    }),
  );
  expect(await Promise.all(workers.map((worker) => once(worker, 'close')))).toEqual(files.map(() => [0, null]));
  expect(known(root).map((each) => each.split(' ')[0])).toEqual(files);
  expect(readdirSync(root).filter((name) => name.startsWith(NAME))).toEqual([NAME]);
});

describe('a file that is no baseline', () => {
  const leak = { fingerprint: '0123456789abcdef', resourceType: 'Door', createdAt: [], seenIn: [] };
  const file = (...leaks: readonly unknown[]): string => JSON.stringify({ version: 1, leaks });
  const check = async ([text, reason]: readonly [string, string]): Promise<void> => {
    const root = project();
    const path = join(root, NAME);
    writeFileSync(path, text);
    const message =
      `The leak baseline ${path} cannot be used: ${reason}. It was left as it is. ` +
      'Take it from version control again, or move it away and run the tests with WATERTIGHT_BASELINE=update.';
    await expect(judgeFile(root, {})).rejects.toMatchObject({ code: 'WATERTIGHT_BASELINE', message });
    await expect(updating(() => judgeFile(root, {}))).rejects.toMatchObject({ message });
    expect(readFileSync(path, 'utf8')).toBe(text);
  };
  const wrong = (what: string): string => `it is not a baseline of this version: ${what}`;

  test.for<readonly [string, string]>([
    ['', 'it is not JSON (SyntaxError: Unexpected end of JSON input)'],
    ['[]', wrong('expected an object')],
    ['null', wrong('expected an object')],
    ['{"version": 2, "leaks": []}', wrong('field "version"')],
    ['{"version": 1}', wrong('field "leaks"')],
    ['{"version": 1, "leaks": {}}', wrong('field "leaks"')],
    ['{"version": 1, "leaks": [], "__proto__": {}}', wrong('unknown field "__proto__"')],
    ['{"version": 1, "runId": "1", "leaks": []}', wrong('unknown field "runId"')],
    [file(1), wrong('leaks[0]: expected an object')],
    [file(leak, { ...leak, fingerprint: '../../etc' }), wrong('leaks[1]: field "fingerprint"')],
    [file({ ...leak, createdAt: [1] }), wrong('leaks[0]: field "createdAt"')],
    [file({ ...leak, seenIn: [{ runner: 'vitest', file: 'a' }] }), wrong('leaks[0]: field "seenIn"')],
    [file({ ...leak, count: 3 }), wrong('leaks[0]: unknown field "count"')],
    [`{"version": 1, "leaks": ${'['.repeat(100_000)}${']'.repeat(100_000)}}`, wrong('leaks[0]: expected an object')],
  ])('is refused and left as it is: %s', check);

  test('a folder in its place is refused', async () => {
    const root = project();
    mkdirSync(join(root, NAME));
    await expect(judgeFile(root, {})).rejects.toMatchObject({ code: 'WATERTIGHT_BASELINE' });
  });
});

test('a mode that nobody knows is refused', async () => {
  process.env.WATERTIGHT_BASELINE = 'prune';
  onTestFinished(() => void Reflect.deleteProperty(process.env, 'WATERTIGHT_BASELINE'));
  await expect(judgeFile(project(), {})).rejects.toThrow('WATERTIGHT_BASELINE=prune (expected: update, or nothing)');
});

test('baselines of shards become one, each sighting once', async () => {
  const root = project();
  const sighting = (name: string) => ({ runner: 'jest', file: 'a.test.ts', scope: { kind: 'test', name } });
  const leak = { fingerprint: 'b'.repeat(16), resourceType: 'Door', createdAt: ['a'] };
  const one = { ...leak, seenIn: [sighting('x'), sighting('y')] };
  const two = { ...leak, seenIn: [sighting('w'), sighting('x')] };
  const three = { ...one, fingerprint: 'a'.repeat(16) };
  const paths = [[one], [two, three]].map((leaks, index) => {
    const path = join(root, `shard-${index}.json`);
    writeFileSync(path, JSON.stringify({ version: 1, leaks }));
    return path;
  });
  const merged = await mergeBaselines([...paths, join(root, 'no-such-shard.json')], join(root, NAME));
  expect(merged).toEqual({
    version: 1,
    leaks: [three, { ...leak, seenIn: [sighting('w'), sighting('x'), sighting('y')] }],
  });
  expect(readBaseline(join(root, NAME))).toEqual(merged);
});

test('nothing is merged when a shard is no baseline', async () => {
  const root = project();
  const [shard, target] = [join(root, 'shard.json'), join(root, NAME)];
  writeFileSync(shard, '{}');
  await expect(mergeBaselines([shard], target)).rejects.toMatchObject({ code: 'WATERTIGHT_BASELINE' });
  expect(existsSync(target)).toBe(false);
});
