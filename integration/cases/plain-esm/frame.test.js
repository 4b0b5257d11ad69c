import { encode } from './frame.js';

test('leaks', () => {
  encode(7);
});

test('is clean', () => {
  encode(7).release();
});
