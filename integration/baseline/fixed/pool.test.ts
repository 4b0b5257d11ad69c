import { lend } from './src/pool';

test('lends a buffer', () => {
  lend().release();
});

test('takes it back', () => {
  lend().release();
});
