import { setImmediate as turn } from 'node:timers/promises';
import { Unpooled } from '@watertight/buffer';

test('in a loop', () => {
  for (let index = 0; index < 8; index += 1) {
    Unpooled.buffer(16);
  }
});

test('in a loop and besides', () => {
  for (let index = 0; index < 3; index += 1) {
    Unpooled.buffer(16);
  }
  Unpooled.buffer(32);
});

test('on more lines than anybody reads', () => {
  Unpooled.buffer(1);
  Unpooled.buffer(2);
  Unpooled.buffer(3);
  Unpooled.buffer(4);
  Unpooled.buffer(5);
  Unpooled.buffer(6);
  Unpooled.buffer(7);
  Unpooled.buffer(8);
  Unpooled.buffer(9);
  Unpooled.buffer(10);
  Unpooled.buffer(11);
  Unpooled.buffer(12);
});

test.concurrent('two at once', async () => {
  Unpooled.buffer(16);
  await turn();
  Unpooled.buffer(32);
});
