import { Unpooled } from '@watertight/buffer';

let tries = 0;

test.fails('leaks in the first try, throws as expected in both', { retry: 1 }, () => {
  tries += 1;
  if (tries === 1) {
    Unpooled.buffer(64);
  }
  throw new Error('not yet');
});

test.fails('leaks in both tries', { retry: 1 }, () => {
  Unpooled.buffer(64);
  throw new Error('not yet');
});
