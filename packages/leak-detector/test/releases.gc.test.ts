import { findGarbageCollector } from '@watertight/leak-detector';
import { expect, test } from 'vitest';
import { paranoid, Thing } from './thing.ts';

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test('what was released is not kept alive for the sake of a leak that may come', async () => {
  const { detector, scope } = paranoid();
  const released = scope.run(() =>
    Array.from({ length: 100 }, () => {
      const thing = new Thing(detector);
      thing.release();
      return new WeakRef(thing);
    }),
  );
  await turn();
  findGarbageCollector()?.();
  expect(released.filter((ref) => ref.deref() !== undefined)).toEqual([]);
  expect(scope.openCount).toBe(0);
});
