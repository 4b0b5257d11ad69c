import { jest } from '@jest/globals';
import { Unpooled } from '@watertight/buffer';
import { allowLeaks } from '@watertight/jest';

test('is said to the plugin', () => {
  Unpooled.buffer(64);
  allowLeaks('said to the plugin');
});

test('is said to another copy of the plugin', () => {
  jest.resetModules();
  const copy: { readonly allowLeaks: typeof allowLeaks } = require('@watertight/jest');
  expect(copy.allowLeaks).not.toBe(allowLeaks);
  Unpooled.buffer(64);
  copy.allowLeaks('said to the copy');
});
