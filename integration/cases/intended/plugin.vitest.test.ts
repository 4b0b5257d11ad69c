import { createRequire } from 'node:module';
import { Unpooled } from '@watertight/buffer';
import { allowLeaks } from '@watertight/vitest';
import type { TestContext } from 'vitest';

let first: TestContext['task'] | undefined;

afterAll(() => {
  expect(first?.meta.leaks?.map(({ verdict, reason }) => [verdict, reason])).toEqual([
    ['allowed', 'said to the plugin'],
  ]);
});

test('is said to the plugin', ({ task }) => {
  first = task;
  Unpooled.buffer(64);
  allowLeaks('said to the plugin');
});

test('is said to another copy of the plugin', () => {
  const copy: { readonly allowLeaks: typeof allowLeaks } = createRequire(import.meta.url)('@watertight/vitest');
  expect(copy.allowLeaks).not.toBe(allowLeaks);
  Unpooled.buffer(64);
  copy.allowLeaks('said to the copy');
});
