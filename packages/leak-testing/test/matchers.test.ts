import { leakDetector } from '@watertight/leak-detector';
import { leakMatchers, UntrackedError } from '@watertight/leak-testing';
import { expect, onTestFinished, test } from 'vitest';
import { Door } from './session-under-test.ts';

const { toBeReleased, toHaveRefCnt } = leakMatchers;

/** A counted resource, opened in a scope of its own whose file is this folder. */
class Gate extends Door {
  refCnt = 1;

  static open(): Gate {
    const scope = leakDetector.openScope('under test', 'test', { format: { root: import.meta.dirname } });
    onTestFinished(() => scope.close());
    return scope.run(() => new Gate(leakDetector));
  }

  retain(): this {
    this.refCnt += 1;
    this.tracker?.ownership('retain', this.refCnt - 1, this.refCnt);
    return this;
  }

  release(): this {
    this.refCnt -= 1;
    this.tracker?.ownership('release', this.refCnt + 1, this.refCnt);
    if (this.refCnt === 0) {
      this.close();
    }
    return this;
  }
}

function openDoor(): Door {
  const scope = leakDetector.openScope('under test', 'test', { format: { root: import.meta.dirname } });
  onTestFinished(() => scope.close());
  return scope.run(() => new Door(leakDetector));
}

/** A matcher's answer, its message without what differs from run to run. */
function check({ pass, message }: ReturnType<typeof toBeReleased>, expected: readonly [boolean, ...string[]]): void {
  const lines = message()
    .replace(/#\d+/g, '#1')
    .replace(/:\d+:\d+/g, '')
    .split('\n');
  expect([pass, ...lines]).toEqual(expected);
}

const HISTORY = [
  '',
  '  Door #1 · a door · still referenced',
  '    created        new Door     session-under-test.ts',
  '    retain  1 → 2  Gate.retain  matchers.test.ts       ← no matching release',
] as const;

const DOOR = ['', '  Door #1 · a door · still referenced', '    created  new Door  session-under-test.ts'] as const;

test('an open resource is not released, and the message tells its history', () => {
  check(toBeReleased(Gate.open().retain()), [false, 'Expected Door to be released, but its refCnt is 2.', ...HISTORY]);
});

test('a released resource is, and the message of the opposite names the place of its last release', () => {
  check(toBeReleased(Gate.open().release()), [
    true,
    'Expected Door not to be released, but it was released at matchers.test.ts.',
  ]);
});

test('a count is compared, and the message tells the other one', () => {
  const gate = Gate.open().retain();
  check(toHaveRefCnt(gate, 2), [true, 'Expected Door not to have refCnt 2.', ...HISTORY]);
  check(toHaveRefCnt(gate, 1), [false, 'Expected Door to have refCnt 1, but its refCnt is 2.', ...HISTORY]);
  check(toHaveRefCnt(gate.release().release(), 1), [
    false,
    'Expected Door to have refCnt 1, but it was released at matchers.test.ts.',
  ]);
});

test('a resource without a count counts 1 while it is open', () => {
  const door = openDoor();
  expect([toBeReleased(door).pass, toHaveRefCnt(door, 1).pass]).toEqual([false, true]);
  check(toBeReleased(door), [false, 'Expected Door to be released, but it is still open.', ...DOOR]);
  door.close();
  expect([toBeReleased(door).pass, toHaveRefCnt(door, 0).pass]).toEqual([true, true]);
  check(toBeReleased(door), [true, 'Expected Door not to be released, but it was released.']);
});

test('a permanent resource is not released, for its reason', () => {
  const door = openDoor();
  door.tracker?.declarePermanent('always there');
  check(toBeReleased(door), [false, 'Expected Door to be released, but it is permanent: always there.', ...DOOR]);
});

test('a count is enough: what has one need not be tracked', () => {
  check(toBeReleased({ refCnt: 3 }), [false, 'Expected the resource to be released, but its refCnt is 3.']);
});

test.for([
  [undefined, 'undefined'],
  [null, 'null'],
  ['text', "'text'"],
  [{ other: { deep: 1 } }, '{ other: [Object] }'],
] as const)('%j is refused: nobody knows it', ([received, shown]) => {
  expect(() => toBeReleased(received)).toThrow(new UntrackedError('toBeReleased', shown));
  expect(() => toHaveRefCnt(received, 1)).toThrow(new UntrackedError('toHaveRefCnt', shown));
});
