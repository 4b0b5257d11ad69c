import { createRequire } from 'node:module';
import { foreignDetectors, leakDetector } from '@watertight/leak-detector';
import { afterEach, expect, test } from 'vitest';

const FOREIGN = Symbol.for('watertight.leak-detector.v0');

afterEach(() => {
  Reflect.deleteProperty(globalThis, FOREIGN);
});

test('a second copy of the package uses the detector of the first', () => {
  const copy = createRequire(import.meta.url)('@watertight/leak-detector');
  expect(copy.leakDetector).toBe(leakDetector);
  expect(copy.CallStack).not.toBeUndefined();
});

test('the shared detector is frozen', () => {
  expect(Object.isFrozen(leakDetector)).toBe(true);
});

test('a detector of another protocol is found', () => {
  expect(foreignDetectors()).toEqual([]);
  Reflect.set(globalThis, FOREIGN, {});
  expect(foreignDetectors()).toEqual(['watertight.leak-detector.v0']);
});

test('only folders of our own packages are hidden', () => {
  const before = [...leakDetector.hiddenFolders];
  leakDetector.hideFramesOf('file:///srv/app/dist/server.js');
  leakDetector.hideFramesOf('not a url');
  expect([...leakDetector.hiddenFolders]).toEqual(before);
});
