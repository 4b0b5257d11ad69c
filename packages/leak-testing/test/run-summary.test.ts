import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { nodePlatform, resolveOptions, summarise, summariseRun } from '@watertight/leak-testing';
import { expect, test } from 'vitest';
import { judgeFile, project, updating } from './file-under-test.ts';

function acquire(open: () => void): void {
  open();
}

function lend(open: () => void): void {
  open();
}

const options = {
  allowLeaks: [
    { at: '**#lend', reason: 'it is lent' },
    { at: 'src/legacy/**', reason: 'nobody dares' },
  ],
};

async function lines(root: string, isComplete = true): Promise<readonly string[]> {
  return summariseRun({ options: resolveOptions(options), root, runId: 'run', isComplete, platform: nodePlatform });
}

test('a run that found nothing has nothing to say', async () => {
  const root = project();
  await judgeFile(root, { first: [] });
  expect(
    await summariseRun({ options: resolveOptions(), root, runId: 'run', isComplete: true, platform: nodePlatform }),
  ).toEqual([]);
});

test('what is known, fixed, allowed or stale is a line each', async () => {
  const root = project();
  writeFileSync(join(root, 'b.test.ts'), '');
  await updating(() => judgeFile(root, { first: [acquire], second: [(open) => open()] }, { runId: 'earlier' }));
  await updating(() => judgeFile(root, { third: [acquire] }, { file: 'b.test.ts', runId: 'earlier' }));
  const { session } = await judgeFile(root, { first: [acquire, acquire, lend], second: [] }, { options });
  const ofFile = [
    '2 known leaks failed nothing (watertight-baseline.json).',
    expect.stringMatching(
      /^1 known leak did not come any more: \S+#new Door\. WATERTIGHT_BASELINE=update takes out what is fixed\.$/,
    ),
    '1 leak allowed: 1 × it is lent.',
  ];
  const stale = 'The option allowLeaks has an entry that no leak met: src/legacy/** (nobody dares). Take it out.';
  expect(await lines(root)).toEqual([...ofFile, stale]);
  expect(await lines(root, false)).toEqual(ofFile);
  expect(summarise(session.findings, { options: resolveOptions(options), root })).toEqual(ofFile);
});

test('known leaks of test files that are gone are named', async () => {
  const root = project();
  await updating(() => judgeFile(root, { first: [acquire] }, { options: { reportFile: false } }));
  rmSync(join(root, 'a.test.ts'));
  expect(await lines(root, false)).toEqual([
    '1 known leak of test files that are gone: a.test.ts. WATERTIGHT_BASELINE=update takes them out.',
  ]);
});

test('the report of another run says nothing', async () => {
  const root = project();
  await judgeFile(root, { first: [lend] }, { options, runId: 'earlier' });
  expect(await lines(root, false)).toEqual([]);
});

test('an update says what the baseline has become', async () => {
  const root = project();
  await updating(() => judgeFile(root, { first: [acquire], second: [lend] }));
  await updating(async () => {
    await judgeFile(root, { first: [acquire], second: [] });
    expect(await lines(root, false)).toEqual([
      'watertight-baseline.json is up to date: it knows 1 leak.',
      expect.stringMatching(/^1 fixed leak taken out of it: \S+#new Door\.$/),
    ]);
  });
});

test('a baseline that is damaged is not the summary’s to complain of: every test file does', async () => {
  const root = project();
  writeFileSync(join(root, 'watertight-baseline.json'), '[]');
  expect(await lines(root, false)).toEqual([]);
});

test('a file in the report’s place is told of, and left alone', async () => {
  const root = project();
  const path = join(root, 'watertight-report.json');
  writeFileSync(path, JSON.stringify({ text: 'x'.repeat(100_000) }));
  await judgeFile(root, { first: [acquire] }, { isSummarised: true });
  expect(await lines(root, false)).toEqual([
    `No leak report was written to ${path}: it is not a report of Watertight, and is left alone. ` +
      'Move the file away, or set the option reportFile.',
  ]);
  expect(readdirSync(root).toSorted()).toEqual(['a.test.ts', 'watertight-report.json']);
});
