import { createLeakDetector } from '@watertight/leak-detector';
import { DetectorOffError, LeakError, LeakSession, OptionError, resolveOptions } from '@watertight/leak-testing';
import { describe, expect, test, vi } from 'vitest';
import { Door, StillPlatform, session } from './session-under-test.ts';

const PASSED = { failedByItself: false };
const FILE_PASSED = { ...PASSED, testNames: [] };
const FAILED = { failedByItself: true };

describe('a test', () => {
  test('that closes what it opened passes, and nothing waits or collects', async () => {
    const platform = new StillPlatform();
    const { detector, session: file } = session({}, platform);
    const scope = file.beginTest('clean');
    scope.run(() => new Door(detector).close());
    expect(await file.endTest(scope, PASSED)).toEqual({ errors: [], leaks: [] });
    expect(platform.asked).toEqual({ turns: 0, sleepsMs: [], collections: 0 });
  });

  test('that leaves something open fails with one error for each, named and numbered', async () => {
    const { detector, session: file } = session();
    const scope = file.beginTest('leaks');
    scope.run(() => [new Door(detector), new Door(detector)]);
    const { errors } = await file.endTest(scope, PASSED);
    expect(errors.map(({ name, code, message }) => [name, code, message.split('\n')[0]])).toEqual([
      ['LeakError', 'WATERTIGHT_LEAK', 'Door was not released by the end of this test (leak 1 of 2).'],
      ['LeakError', 'WATERTIGHT_LEAK', 'Door was not released by the end of this test (leak 2 of 2).'],
    ]);
    expect(errors[0]?.message.split('\n').at(-1)).toBe('Close it.');
  });

  test('with presence alone is judged alike, and its leaks say no more than who created them', async () => {
    const { detector, session: file } = session({ records: 'presence' });
    const scope = file.beginTest('leaks');
    scope.run(() => new Door(detector)).tracker?.touch('seen');
    const { leaks } = await file.endTest(scope, PASSED);
    expect(leaks.map(({ verdict, report }) => [verdict, report.createdAt[0]?.functionName, report.ownership])).toEqual([
      ['failed', 'new Door', []],
    ]);
  });

  test('that failed by itself has its leaks reported, not held against it', async () => {
    const { detector, session: file } = session();
    const scope = file.beginTest('throws');
    scope.run(() => new Door(detector));
    const { errors, leaks } = await file.endTest(scope, FAILED);
    expect([errors, leaks.map(({ verdict }) => verdict)]).toEqual([[], ['afterFailure']]);
  });

  test('that failed by itself is judged when the options ask for it', async () => {
    const { detector, session: file } = session({ judgeFailedTests: true });
    const scope = file.beginTest('throws');
    scope.run(() => new Door(detector));
    expect((await file.endTest(scope, FAILED)).errors).toHaveLength(1);
  });

  test('that was judged gets nothing more: late work belongs to the file, with the name of the test', async () => {
    const { detector, session: file } = session();
    const first = file.beginTest('first');
    const late = first.bind(() => new Door(detector));
    expect((await file.endTest(first, PASSED)).errors).toEqual([]);
    const second = file.beginTest('second');
    late();
    expect((await file.endTest(second, PASSED)).errors).toEqual([]);
    const { leaks } = await file.endFile(file.beginBlock('hooks'), FILE_PASSED);
    expect(leaks.map(({ report }) => [report.scope.kind, report.placementNote])).toEqual([
      ['file', 'for work of "first", which had ended, while "second" was running'],
    ]);
  });

  test('names the hook that opened', async () => {
    const { detector, session: file } = session();
    const scope = file.beginTest('hooked');
    scope.bind(() => new Door(detector), { name: 'beforeEach', state: 'running' })();
    const { errors } = await file.endTest(scope, PASSED);
    expect(errors[0]?.message.split('\n')[0]).toBe(
      'Door, opened in beforeEach, was not released by the end of this test.',
    );
  });
});

describe('what has no test of its own', () => {
  const BLAMED = 'by elimination: the only test running';

  test('is the only running test’s, by elimination', async () => {
    const { detector, session: file } = session();
    const block = file.beginBlock('server');
    const callback = block.bind(() => new Door(detector), { name: 'beforeAll', state: 'ended' });
    const scope = file.beginTest('only one');
    callback();
    new Door(detector);
    const { leaks } = await file.endTest(scope, PASSED);
    expect(leaks.map(({ report }) => report.placementNote)).toEqual([BLAMED, BLAMED]);
  });

  test('is the file’s while several tests are running', async () => {
    const { detector, session: file } = session();
    const [a, b] = [file.beginTest('A'), file.beginTest('B')];
    new Door(detector);
    expect((await file.endTest(a, PASSED)).errors).toEqual([]);
    expect((await file.endTest(b, PASSED)).errors).toEqual([]);
    const { errors, leaks } = await file.endFile(file.beginBlock('hooks'), FILE_PASSED);
    expect(errors[0]?.message.split('\n')[0]).toBe('Door was not released by the end of this file.');
    expect(leaks[0]?.report.placementNote).toBe('in place of "A" and "B", which were running');
  });

  test('is the block’s while its hook is running, also beside a test', async () => {
    const { detector, session: file } = session();
    const block = file.beginBlock('decoder');
    const scope = file.beginTest('A');
    block.bind(() => new Door(detector), { name: 'beforeAll', state: 'running' })();
    expect((await file.endTest(scope, PASSED)).errors).toEqual([]);
    expect((await file.endBlock(block, PASSED)).errors[0]?.message.split('\n')[0]).toBe(
      'Door, opened in beforeAll, was not released by the end of describe block "decoder".',
    );
  });
});

describe('module evaluation', () => {
  const evaluate = async (moduleScope: 'ignore' | 'fail'): Promise<number> => {
    const detector = createLeakDetector();
    const options = resolveOptions({ moduleScope });
    const file = new LeakSession({
      options,
      root: '/app',
      functionNames: true,
      pluginUrl: '',
      platform: new StillPlatform(),
      detector,
    });
    new Door(detector);
    file.beginRun();
    return (await file.endFile(file.beginBlock('hooks'), FILE_PASSED)).errors.length;
  };

  test('may leave resources open by default', async () => {
    expect(await evaluate('ignore')).toBe(0);
  });

  test('fails the file when the options say so', async () => {
    expect(await evaluate('fail')).toBe(1);
  });
});

describe('settling', () => {
  class SlowCollector extends StillPlatform {
    override collectGarbage(): boolean {
      this.nowMs += 500;
      return super.collectGarbage();
    }
  }

  test('a release within the time allowed passes', async () => {
    const doors: Door[] = [];
    const platform = new StillPlatform([[99, () => doors.map((door) => door.close())]]);
    const { detector, session: file } = session({ settleTimeoutMs: 100 }, platform);
    const scope = file.beginTest('late');
    doors.push(scope.run(() => new Door(detector)));
    expect((await file.endTest(scope, PASSED)).errors).toEqual([]);
  });

  test('a release behind it fails, after exactly that time, with ever longer sleeps', async () => {
    const doors: Door[] = [];
    const platform = new StillPlatform([[101, () => doors.map((door) => door.close())]]);
    const { detector, session: file } = session({ settleTimeoutMs: 100 }, platform);
    const scope = file.beginTest('too late');
    doors.push(scope.run(() => new Door(detector)));
    expect((await file.endTest(scope, PASSED)).errors).toHaveLength(1);
    expect(platform.asked.sleepsMs).toEqual([1, 2, 4, 8, 16, 32, 37]);
  });

  test('a collection takes no time away from a late release', async () => {
    const doors: Door[] = [];
    const platform = new SlowCollector([[510, () => doors.map((door) => door.close())]]);
    const { detector, session: file } = session({ settleTimeoutMs: 100 }, platform);
    const scope = file.beginTest('late');
    doors.push(scope.run(() => new Door(detector)));
    expect((await file.endTest(scope, PASSED)).errors).toEqual([]);
  });

  test('without a collector the verdict is the same and reachability unknown', async () => {
    const { detector, session: file } = session({ settleTimeoutMs: 10 }, new StillPlatform([], false));
    const scope = file.beginTest('no gc');
    scope.run(() => new Door(detector));
    const { leaks } = await file.endTest(scope, PASSED);
    expect(leaks.map(({ report }) => report.reachability)).toEqual(['unknown']);
  });
});

describe('a detector that would not see leaks', () => {
  const open = (detector = createLeakDetector()): LeakSession =>
    new LeakSession({ options: resolveOptions(), root: '/app', functionNames: true, pluginUrl: '', detector });

  test('because the environment lowers the level is refused', () => {
    vi.stubEnv('WATERTIGHT_LEAK_DETECTION_LEVEL', 'simple');
    expect(open).toThrow(
      new DetectorOffError(
        "Leaks would go unseen: the leak detection level is 'simple', and only 'paranoid' tracks every resource. " +
          'Unset WATERTIGHT_LEAK_DETECTION_LEVEL, or take out the setLevel call.',
      ),
    );
    vi.unstubAllEnvs();
  });

  test('because the environment names no level is refused', () => {
    const detector = createLeakDetector();
    vi.stubEnv('WATERTIGHT_LEAK_DETECTION_LEVEL', 'paranoyd');
    expect(() => open(detector)).toThrow(
      new OptionError(
        'WATERTIGHT_LEAK_DETECTION_LEVEL: Unknown leak detection level "paranoyd". ' +
          'Use one of: disabled (0), simple (1), advanced (2), paranoid (3).',
      ),
    );
    vi.unstubAllEnvs();
  });

  test('because a test lowered the level fails the file at its end', async () => {
    const { detector, session: file } = session();
    detector.setLevel('advanced');
    const { errors } = await file.endFile(file.beginBlock('hooks'), FILE_PASSED);
    expect(errors.map(({ code }) => code)).toEqual(['WATERTIGHT_DETECTOR_OFF']);
  });
});

test('the error’s stack is the creating one, and its causes are the records, suspects first', async () => {
  const { detector, session: file } = session();
  const scope = file.beginTest('a');
  function create(): Door {
    return new Door(detector);
  }
  function keep(door: Door): void {
    door.tracker?.ownership('retain', 1, 2);
  }
  scope.run(() => {
    const door = create();
    door.tracker?.touch('header ok');
    keep(door);
  });
  const [error] = (await file.endTest(scope, PASSED)).errors;
  const firstFrames = (stack: string | undefined): readonly (string | undefined)[] =>
    (stack ?? '').split('\n').flatMap((line) => /^ {4}at (?:new )?(\S+) \(/.exec(line)?.[1] ?? []);
  expect(error).toBeInstanceOf(LeakError);
  expect(firstFrames(error?.stack).slice(0, 2)).toEqual(['Door', 'create']);
  const suspect = error?.cause;
  expect(suspect).toMatchObject({ name: 'LeakRecord', message: 'retain 1 → 2 (no matching release)' });
  expect(suspect).toMatchObject({ cause: { name: 'LeakRecord', message: 'touch "header ok"' } });
  expect(firstFrames(suspect instanceof Error ? suspect.stack : '')).toContain('keep');
});
