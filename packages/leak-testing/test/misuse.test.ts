import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createLeakDetector, type LeakDetector } from '@watertight/leak-detector';
import { LeakSession, resolveOptions } from '@watertight/leak-testing';
import { Ajv } from 'ajv';
import { expect, test, vi } from 'vitest';
import { project } from './file-under-test.ts';
import { Door, StillPlatform, session } from './session-under-test.ts';

const PASSED = { failedByItself: false };

const SLAMMED = { deed: 'was slammed after it was closed', evidence: 'a crack', remedy: 'Hold it.' };

/** Closes a door, and has it found slammed whenever a scope is judged. */
function slam(detector: LeakDetector): Door {
  const door = new Door(detector);
  door.tracker?.ownership('release', 1, 0);
  door.close();
  return door;
}

function inspected(detector: LeakDetector, slammed: Door[]): void {
  detector.addInspection((scope) => {
    for (const { tracker } of slammed.splice(0)) {
      expect(scope.state).toBe('open');
      if (tracker !== undefined) {
        detector.reportMisuse(tracker, SLAMMED);
      }
    }
  });
}

test('a misuse fails the test whose resource it was, before its leaks', async () => {
  const { detector, session: file } = session({}, undefined, import.meta.dirname);
  const slammed: Door[] = [];
  inspected(detector, slammed);
  const scope = file.beginTest('slams a door and leaves another open');
  scope.run(() => {
    slammed.push(slam(detector));
    new Door(detector);
  });
  const { errors } = await file.endTest(scope, PASSED);
  expect(errors.map(({ name }) => name)).toEqual(['MisuseError', 'LeakError']);
  const [error] = errors;
  expect(error?.message.replace(/:\d+:\d+/g, '')).toBe(
    `Door was slammed after it was closed, found at the end of this test.

  Door #2 · released
    created        new Door  session-under-test.ts
    release 1 → 0  slam      misuse.test.ts
    seen           a crack

Hold it.`,
  );
  const stacks = [error, error?.cause as Error].map((each) => each?.stack?.split('\n    at ')[1]?.split(' (')[0]);
  expect(stacks).toEqual(['slam', 'new Door']);
});

test('a misuse is told also of a test that failed by itself, whose leaks are not: it may be why', async () => {
  const { detector, session: file } = session();
  const slammed: Door[] = [];
  inspected(detector, slammed);
  const scope = file.beginTest('slams a door, leaves another open, and throws');
  scope.run(() => {
    slammed.push(slam(detector));
    new Door(detector);
  });
  const { errors, leaks } = await file.endTest(scope, { failedByItself: true });
  expect([errors.map(({ name }) => name), leaks.map(({ verdict }) => verdict)]).toEqual([
    ['MisuseError'],
    ['afterFailure'],
  ]);
});

test('a misuse that comes to light later is held against whoever found it', async () => {
  const { detector, session: file } = session();
  const slammed: Door[] = [];
  inspected(detector, slammed);
  const first = file.beginTest('slams a door');
  const door = first.run(() => slam(detector));
  expect((await file.endTest(first, PASSED)).errors).toEqual([]);
  slammed.push(door);
  const second = file.beginTest('looks');
  second.run(() => door.tracker && detector.reportMisuse(door.tracker, SLAMMED));
  slammed.length = 0;
  expect((await file.endTest(second, PASSED)).errors.map(({ name }) => name)).toEqual(['MisuseError']);
});

test('an inspection that throws harms nobody', async () => {
  const { detector, session: file } = session();
  detector.addInspection(() => {
    throw new Error('no inspector is in');
  });
  const warn = vi.spyOn(process, 'emitWarning').mockImplementation(() => {});
  const scope = file.beginTest('is inspected');
  const { errors } = await file.endTest(scope, PASSED);
  const warnings = warn.mock.calls.map(([message]) => message);
  warn.mockRestore();
  expect([errors, warnings]).toEqual([[], ['An inspection threw: Error: no inspector is in']]);
});

test('of very many misuses the first ten are errors, and the last of these counts the others', async () => {
  const { detector, session: file } = session();
  const slammed: Door[] = [];
  inspected(detector, slammed);
  const scope = file.beginTest('slams doors');
  scope.run(() => slammed.push(...Array.from({ length: 12 }, () => slam(detector))));
  const { errors } = await file.endTest(scope, PASSED);
  expect(errors.map(({ message }) => message.split('\n\n').at(-1))).toEqual([
    ...Array.from({ length: 9 }, () => 'Hold it.'),
    '2 more misuses are not shown; all of them are in watertight-report.json.',
  ]);
});

test('every misuse is in the report, with whoever it is held against, as the schema has it', async () => {
  const root = project();
  const detector = createLeakDetector();
  const file = new LeakSession({
    options: resolveOptions({}),
    root,
    functionNames: true,
    pluginUrl: import.meta.url,
    platform: new StillPlatform(),
    detector,
    reporting: () => ({
      runId: 'run',
      source: { runner: 'vitest', file: join(root, 'a.test.ts') },
      isSummarised: false,
    }),
  });
  const slammed: Door[] = [];
  inspected(detector, slammed);
  file.beginRun();
  const scope = file.beginTest('slams a door');
  scope.run(() => slammed.push(slam(detector)));
  await file.endTest(scope, PASSED);
  await file.endFile(file.beginBlock('hooks'), { ...PASSED, testNames: ['slams a door'] });
  const report = JSON.parse(readFileSync(join(root, 'watertight-report.json'), 'utf8'));
  const schema = new URL(import.meta.resolve('@watertight/leak-testing/watertight-report.schema.json'));
  const isReport = new Ajv().compile(JSON.parse(readFileSync(schema, 'utf8')));
  expect([isReport(report), isReport.errors]).toEqual([true, null]);
  expect(report).toMatchObject({
    leaks: [],
    misuses: [
      {
        runner: 'vitest',
        file: 'a.test.ts',
        scope: { kind: 'test', name: 'slams a door' },
        report: { ...SLAMMED, resourceType: 'Door', ownership: [{ operation: 'release', refCntAfter: 0 }] },
      },
    ],
  });
});
