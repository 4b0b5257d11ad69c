import { encode, write } from './encode.ts';

test('writes all frames but one', () => {
  for (let value = 0; value < 20; value += 1) {
    const frame = encode(value);
    if (value !== 13) {
      write(frame);
    }
  }
});

test('writes all frames', () => {
  for (let value = 0; value < 20; value += 1) {
    write(encode(value));
  }
});
