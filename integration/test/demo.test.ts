import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { type DemoVerdict, judgeDemo } from '../demo/demo-verdict.ts';
import { runCommand } from '../harness/command.ts';
import { PROJECT_ROOT } from '../house-rules/project-files.ts';

const TIMEOUT_MS = 120_000;

test('the demo does what it claims, prints what its README shows, and leaves no file', {
  timeout: TIMEOUT_MS,
}, async () => {
  const folder = await mkdtemp(join(tmpdir(), 'watertight-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const { exitCode, output } = await runCommand({
    file: process.execPath,
    args: ['integration/demo.ts'],
    cwd: PROJECT_ROOT,
    env: { PATH: process.env.PATH, TMPDIR: folder, NO_COLOR: '1' },
    logFile: join(folder, 'demo.log'),
    timeoutMs: TIMEOUT_MS,
  });
  const closing = output.trimEnd().split('\n').slice(-2);
  expect({ exitCode, closing, files: await readdir(folder) }, output).toEqual({
    exitCode: 0,
    closing: [
      'Vitest: 6 of 6 planted leaks caught, 0 of 30 innocent tests failed.',
      'Jest: 6 of 6 planted leaks caught, 0 of 30 innocent tests failed.',
    ],
    files: ['demo.log'],
  });
  const readme = await readFile(join(PROJECT_ROOT, 'integration/examples/frame-server/README.md'), 'utf8');
  expect(output).toContain(/^```text\n(.*?)^```$/ms.exec(readme)?.[1]);
});

describe('the demo', () => {
  const caught = { title: 'planted: a', status: 'failed', failureMessages: ['LeakError: ByteBuf\n    at a.ts:1:1'] };
  const missed = { title: 'planted: b', status: 'passed', failureMessages: [] };
  const broken = { ...caught, failureMessages: [...caught.failureMessages, 'Error: c\n    at a.ts:1:1'] };
  const clean = { title: 'd', status: 'passed', failureMessages: [] };
  const wronged = { ...clean, status: 'failed', failureMessages: caught.failureMessages };

  function check(tests: readonly object[], expected: DemoVerdict): void {
    const report = { testResults: [{ name: '/test/a.test.ts', status: 'failed', assertionResults: tests }] };
    expect(judgeDemo('Jest', JSON.stringify(report))).toEqual(expected);
  }

  test.for<[what: string, tests: readonly object[], expected: DemoVerdict]>([
    [
      'has nothing to object when each planted leak fails its test and nothing else fails',
      [caught, clean],
      { summary: 'Jest: 1 of 1 planted leaks caught, 0 of 1 innocent tests failed.', objections: [] },
    ],
    [
      'objects to a planted leak that was missed',
      [caught, missed, clean],
      {
        summary: 'Jest: 1 of 2 planted leaks caught, 0 of 1 innocent tests failed.',
        objections: ['Jest: "planted: b" passed: its leak was not caught.'],
      },
    ],
    [
      'objects to a planted leak whose test fails for another reason, too',
      [broken, clean],
      {
        summary: 'Jest: 0 of 1 planted leaks caught, 0 of 1 innocent tests failed.',
        objections: ['Jest: "planted: a" failed for another reason than a leak: Error: c'],
      },
    ],
    [
      'objects to an innocent test that fails',
      [caught, wronged],
      {
        summary: 'Jest: 1 of 1 planted leaks caught, 1 of 1 innocent tests failed.',
        objections: ['Jest: "d" failed: it should have passed.'],
      },
    ],
    [
      'objects to a file that fails without any of its tests, and to running nothing',
      [],
      {
        summary: 'Jest: 0 of 0 planted leaks caught, 0 of 0 innocent tests failed.',
        objections: [
          'Jest: a.test.ts failed, and none of its tests did.',
          'Jest: The demo needs planted leaks and innocent tests.',
        ],
      },
    ],
  ])('%s', ([, tests, expected]) => check(tests, expected));
});
