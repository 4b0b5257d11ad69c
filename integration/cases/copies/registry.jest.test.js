import { createRequire } from 'node:module';
import { jest } from '@jest/globals';

const require = createRequire(import.meta.url);
const { Unpooled } = require('@watertight/buffer');
// Here the module scope answers for what it opens, below the test does.
await import('./empty-frame.js');

test('gets the constants of a module that is evaluated again', async () => {
  jest.resetModules();
  await import('./empty-frame.js');
});

test('leaks through what a reset registry loads', () => {
  jest.resetModules();
  const again = require('@watertight/buffer');
  expect(again.Unpooled).not.toBe(Unpooled);
  again.Unpooled.buffer(1);
});

test('leaks through an isolated registry', () => {
  jest.isolateModules(() => {
    require('@watertight/buffer').Unpooled.buffer(2);
  });
});

test('is clean through an isolated registry', () => {
  jest.isolateModules(() => {
    require('@watertight/buffer').Unpooled.buffer(3).release();
  });
});

test('is clean through the first copy', () => {
  Unpooled.buffer(4).release();
});
