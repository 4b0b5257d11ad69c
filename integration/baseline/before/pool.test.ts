import { lend } from './src/pool';

test('lends a buffer', () => {
  lend();
});

test('takes it back', () => {
  lend().release();
});
