import { createRequire } from 'node:module';

const { encode } = createRequire(import.meta.url)('./frame.js');

test('leaks', () => {
  encode(7);
});

test('is clean', () => {
  encode(7).release();
});
