import { leak, pass } from './tries.ts';

test.each([1, 2])('leaks %i', () => {
  leak();
});

describe.each(['a', 'b'])('block %s', () => {
  test('leaks, too', leak);

  test('is clean', pass);
});

test.skip('would leak', leak);

test.todo('leaks one day');
