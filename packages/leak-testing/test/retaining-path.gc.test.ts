import { type LeakTestingOptions, nodePlatform, type Platform } from '@watertight/leak-testing';
import { describe, expect, onTestFinished, test } from 'vitest';
import { judgeFile, project } from './file-under-test.ts';
import { Door, StillPlatform, session } from './session-under-test.ts';

const HERE = 'retaining-path.gc.test.ts';

class House {
  static readonly doors: Door[] = [];
  readonly #back: Door;

  constructor(back: Door) {
    this.#back = back;
  }

  closeBack(): void {
    this.#back.close();
  }
}

const streets = new Map<string, House>();
const key = { name: 'key' };
const byKey = new WeakMap<object, Door>();

/** Waits for what does not come while the test runs. */
function wait(then: () => void = () => {}): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => {
      then();
      resolve();
    }, 2 ** 30);
    onTestFinished(() => clearTimeout(timer));
  });
}

async function hold(door: Door): Promise<void> {
  await wait();
  door.close();
}

/** Has a test leave open a door that `keep` keeps. */
async function leakOf(
  keep: (door: Door) => void,
  retainingPath: LeakTestingOptions['retainingPath'] = true,
  platform: Platform = nodePlatform,
) {
  const { detector, session: file } = session({ settleTimeoutMs: 0, retainingPath }, platform, import.meta.dirname);
  const scope = file.beginTest('leaves a door open');
  scope.run(() => keep(new Door(detector)));
  return (await file.endTest(scope, { failedByItself: false })).leaks[0]?.report;
}

describe('what is still referenced is held by', () => {
  test.for<readonly [string, (door: Door) => void, readonly string[]]>([
    ['a global', (door) => Reflect.set(globalThis, 'openDoor', { door }), ['globalThis.openDoor', 'Object.door']],
    [
      'a private field of the value of a map of a module',
      (door) => streets.set('High Street', new House(door)),
      [`streets in ${HERE}`, 'Map', '"High Street"', 'House.#back'],
    ],
    ['a list of a class', (door) => House.doors.push(door), [`House in ${HERE}`, 'House.doors', 'Array[0]']],
    ['a weak map, by its key', (door) => byKey.set(key, door), [`key in ${HERE}`, 'WeakMap.get(Object)']],
    ['a timer', (door) => void wait(() => door.close()), ['Timeout._onTimeout', `then in ${HERE}`, `door in ${HERE}`]],
    [
      'an asynchronous function that waits',
      (door) => void hold(door),
      ['Timeout._onTimeout', `resolve in ${HERE}`, 'Promise', `hold() in ${HERE}`],
    ],
  ])('%s', async ([, keep, path]) => {
    expect((await leakOf(keep))?.retainingPath).toEqual(path);
  });
});

const NOTE = 'not found: Error: this world has no snapshots';

test.for<readonly [LeakTestingOptions['retainingPath'], number, string | undefined]>([
  ['first', 50_000_000, NOTE],
  ['first', 50_000_001, undefined],
  [true, 500_000_000, NOTE],
  [true, 501_000_000, 'not looked for: 501 MB of objects; up to 500 MB are looked through'],
  [false, 0, undefined],
])('with retainingPath %j and a heap of %i bytes, a report notes %j', async ([retainingPath, heapBytes, note]) => {
  const world = new StillPlatform([], true, heapBytes);
  expect((await leakOf((door) => House.doors.push(door), retainingPath, world))?.retainingPathNote).toBe(note);
});

test('of all files of a run, the first leak is looked into', async () => {
  const root = project();
  const open = (door: () => void): void => door();
  const notesOf = async (runId: string, file: string) => {
    const platform = new StillPlatform([], true, 0);
    const { session: judged } = await judgeFile(root, { first: [open], second: [open] }, { runId, file, platform });
    return judged.findings.leaks.map(({ report }) => report.retainingPathNote);
  };
  expect(await notesOf('1', 'a.test.ts')).toEqual([NOTE, undefined]);
  expect(await notesOf('1', 'b.test.ts')).toEqual([undefined, undefined]);
  expect(await notesOf('2', 'b.test.ts')).toEqual([NOTE, undefined]);
});
