import { type AllowedLeaks, type LeakScope, nodePlatform } from '@watertight/leak-testing';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { Door, session } from './session-under-test.ts';

const PASSED = { failedByItself: false };
const FILE_PASSED = { ...PASSED, testNames: [] };
const FAILED = { failedByItself: true };
const HERE = 'test/allowed-leaks.test.ts';

/** What becomes of a test `pool › keeps [1]` that leaves one door open, when `entry` is in the options. */
async function verdictWith(entry: AllowedLeaks, functionNames = true): Promise<string | undefined> {
  const { detector, session: file } = session({ allowLeaks: [entry] }, undefined, packageRoot, functionNames);
  const scope = file.beginTest('pool › keeps [1]');
  scope.run(function acquire() {
    return new Door(detector);
  });
  const { leaks } = await file.endTest(scope, PASSED);
  expect(leaks[0]?.at).toBe(leaks[0]?.reason === undefined ? undefined : entry.at);
  return leaks[0]?.verdict;
}

const packageRoot = new URL('..', import.meta.url).pathname;

describe('an entry of the options', () => {
  const check = async ([entry, verdict]: readonly [Omit<AllowedLeaks, 'reason'>, string]): Promise<void> => {
    expect(await verdictWith({ reason: 'known', ...entry })).toBe(verdict);
  };

  test.for<readonly [Omit<AllowedLeaks, 'reason'>, string]>([
    [{ at: HERE }, 'allowed'],
    [{ at: 'test/**' }, 'allowed'],
    [{ at: '**/allowed-*.ts' }, 'allowed'],
    [{ at: 'src/**' }, 'failed'],
    [{ at: 'allowed-leaks.test.ts' }, 'failed'],
    [{ at: `${HERE}#acquire` }, 'allowed'],
    [{ at: `${HERE}#release` }, 'failed'],
    [{ at: 'test/session-under-test.ts#Door' }, 'allowed'],
    [{ at: `${HERE}#Door` }, 'failed'],
    [{ at: HERE, test: 'pool › keeps [1]' }, 'allowed'],
    [{ at: HERE, test: 'pool › *' }, 'allowed'],
    [{ at: HERE, test: 'pool' }, 'failed'],
    [{ at: HERE, test: 'pool . *' }, 'failed'],
    [{ at: HERE, test: '/^pool › keeps/' }, 'allowed'],
    [{ at: HERE, test: '/keeps$/' }, 'failed'],
    [{ at: HERE, until: '2026-11-22' }, 'allowed'],
    [{ at: HERE, until: '2026-11-21' }, 'failed'],
  ])('%j: the leak is %s', check);

  test('finds a function also by its caller’s name, where source maps have moved names there', async () => {
    const door = { at: 'test/session-under-test.ts#acquire', reason: 'known' };
    expect([await verdictWith(door), await verdictWith(door, false)]).toEqual(['failed', 'allowed']);
  });

  test('is not for a block when it names a test', async () => {
    const { detector, session: file } = session({ allowLeaks: [{ at: '**', test: '*', reason: 'known' }] });
    const block = file.beginBlock('pool');
    block.bind(() => new Door(detector), { name: 'beforeAll', state: 'running' })();
    expect((await file.endBlock(block, PASSED)).errors).toHaveLength(1);
  });
});

/** A session with a test that leaves one door open. */
function leaking(allowLeaks: readonly AllowedLeaks[] = []): {
  file: ReturnType<typeof session>['session'];
  scope: LeakScope;
} {
  const { detector, session: file } = session({ allowLeaks });
  const scope = file.beginTest('keeps one');
  scope.run(() => new Door(detector));
  return { file, scope };
}

test('the allowed leak is told with the reason, and fails nobody', async () => {
  const { file, scope } = leaking([{ at: '**', reason: 'by option' }]);
  const { errors, leaks } = await file.endTest(scope, PASSED);
  expect([errors, leaks.map(({ verdict, reason }) => [verdict, reason])]).toEqual([[], [['allowed', 'by option']]]);
});

test('a call in the test goes before the options', async () => {
  const { file, scope } = leaking([{ at: '**', reason: 'by option' }]);
  scope.allow('by call');
  const { leaks } = await file.endTest(scope, FAILED);
  expect(leaks.map(({ verdict, reason }) => [verdict, reason])).toEqual([['allowed', 'by call']]);
});

test('an entry that holds goes before one that has expired', async () => {
  const { file, scope } = leaking([
    { at: '**', reason: 'old', until: '2025-12-31' },
    { at: '**', reason: 'new', until: '2027-12-31' },
  ]);
  const { leaks } = await file.endTest(scope, PASSED);
  expect(leaks.map(({ verdict, reason }) => [verdict, reason])).toEqual([['allowed', 'new']]);
});

test('the failure says that its allowance has expired', async () => {
  const { file, scope } = leaking([{ at: '**', reason: 'until the rewrite', until: '2026-06-30' }]);
  const { errors } = await file.endTest(scope, PASSED);
  expect(errors[0]?.message.split('\n\n').slice(-2)).toEqual([
    'It was allowed until 2026-06-30 (until the rewrite), and that day has passed.',
    'Close it.',
  ]);
});

test('the day is the real one, whatever day a test has set', () => {
  const today = nodePlatform.today();
  vi.useFakeTimers({ now: 0 });
  onTestFinished(() => void vi.useRealTimers());
  expect([new Date().getUTCFullYear(), nodePlatform.today()]).toEqual([1970, today]);
});

test('a call that allowed nothing is stale, but not in a test that failed by itself', async () => {
  const { session: file } = session();
  const [clean, failed] = [file.beginTest('clean'), file.beginTest('failed')];
  clean.allow('by call');
  failed.allow('for what it did not get to');
  await file.endTest(clean, PASSED);
  await file.endTest(failed, FAILED);
  expect(file.findings.staleAllowances).toEqual([{ reason: 'by call', scope: { kind: 'test', name: 'clean' } }]);
});

test('what fileScope opens is the file’s, also while one test is running', async () => {
  const { detector, session: file } = session();
  const scope = file.beginTest('first');
  const door = scope.outermost.run(() => new Door(detector));
  expect((await file.endTest(scope, PASSED)).leaks).toEqual([]);
  expect([door.tracker?.scope.kind, door.tracker?.placementNote]).toEqual(['file', undefined]);
  expect((await file.endFile(file.beginBlock('hooks'), FILE_PASSED)).errors).toHaveLength(1);
});
