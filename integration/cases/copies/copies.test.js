import { createRequire } from 'node:module';
import * as ofModules from '@watertight/buffer';
import { installAgain } from './second-installation.js';

const ofCommonJs = createRequire(import.meta.url)('@watertight/buffer');
const ofSecond = await import(installAgain('second'));

test('there are three copies', () => {
  expect(new Set([ofModules.Unpooled, ofCommonJs.Unpooled, ofSecond.Unpooled]).size).toBe(3);
});

test('leaks through the ECMAScript module', () => {
  ofModules.Unpooled.buffer(1);
});

test('leaks through the CommonJS module', () => {
  ofCommonJs.Unpooled.buffer(2);
});

test('leaks through a second installation', () => {
  ofSecond.Unpooled.buffer(3);
});

test('is clean through all three', () => {
  for (const { Unpooled } of [ofModules, ofCommonJs, ofSecond]) {
    Unpooled.buffer(4).release();
  }
});
