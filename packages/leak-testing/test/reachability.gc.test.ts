import { CallStack } from '@watertight/leak-detector';
import { nodePlatform } from '@watertight/leak-testing';
import { expect, test } from 'vitest';
import { Door, session } from './session-under-test.ts';

const PASSED = { failedByItself: false };

test('forced collection needs no flag and leaves none behind', () => {
  expect(nodePlatform.collectGarbage()).toBe(true);
  expect(typeof Reflect.get(globalThis, 'gc')).toBe('undefined');
});

test('what nobody holds is unreachable, what somebody holds is not', async () => {
  const { detector, session: file } = session({ settleTimeoutMs: 1 }, nodePlatform);
  const scope = file.beginTest('both');
  const held = scope.run(() => {
    new Door(detector);
    return new Door(detector);
  });
  const { leaks } = await file.endTest(scope, PASSED);
  expect(leaks.map(({ report }) => report.reachability)).toEqual(['unreachable', 'reachable']);
  held.close();
});

/** An object whose own method captured a stack: the unformatted stack holds the object as its receiver. */
class Receiver {
  readonly stack: CallStack;

  constructor() {
    this.stack = this.capture();
  }

  private capture(): CallStack {
    return CallStack.capture();
  }
}

test('an unformatted stack keeps its receivers alive, a formatted one does not', async () => {
  const dropped = Array.from({ length: 100 }, () => {
    const receiver = new Receiver();
    return { stack: receiver.stack, ref: new WeakRef(receiver) };
  });
  const alive = async (): Promise<number> => {
    await nodePlatform.turn();
    nodePlatform.collectGarbage();
    return dropped.filter(({ ref }) => ref.deref() !== undefined).length;
  };
  expect(await alive()).toBe(100);
  for (const { stack } of dropped) {
    stack.frames(new Set());
  }
  // Not exactly 0: a register of a suspended function may hold the last one.
  expect(await alive()).toBeLessThan(5);
});

test('a resource that a record’s receiver refers to is unreachable all the same', async () => {
  const { detector, session: file } = session({ settleTimeoutMs: 1000 }, nodePlatform);
  const scope = file.beginTest('held by its own records');
  class Owner {
    readonly door = new Door(detector);
    use(): void {
      this.door.tracker?.access('look');
      this.door.tracker?.ownership('retain', 1, 2);
    }
  }
  scope.run(() => new Owner().use());
  const { leaks } = await file.endTest(scope, PASSED);
  expect(leaks.map(({ report }) => report.reachability)).toEqual(['unreachable']);
});

test('no resource of a test is kept alive once the test is judged', async () => {
  const { detector, session: file } = session({ settleTimeoutMs: 1 }, nodePlatform);
  const scope = file.beginTest('leaks');
  const refs = scope.run(() => [new WeakRef(new Door(detector)), new WeakRef(new Door(detector))]);
  const { errors } = await file.endTest(scope, PASSED);
  await nodePlatform.turn();
  nodePlatform.collectGarbage();
  expect(refs.map((ref) => ref.deref())).toEqual([undefined, undefined]);
  expect(errors).toHaveLength(2);
});
