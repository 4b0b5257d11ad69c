import { vi } from 'vitest';

const { Unpooled } = await import('@watertight/buffer');
// Here the module scope answers for what it opens, below the test does.
await import('./empty-frame.js');

test('gets the constants of a module that is evaluated again', async () => {
  vi.resetModules();
  await import('./empty-frame.js');
});

test('leaks through what a reset registry loads', async () => {
  vi.resetModules();
  const again = await import('@watertight/buffer');
  expect(again.Unpooled).not.toBe(Unpooled);
  again.Unpooled.buffer(1);
});

test('is clean through the first copy', () => {
  Unpooled.buffer(2).release();
});
