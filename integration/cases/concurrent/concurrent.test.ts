import { Unpooled } from '@watertight/buffer';

/** Lets the other tests run before it goes on. */
const turn = () => new Promise((resolve) => setImmediate(resolve));

test.concurrent('A leaks', async () => {
  await turn();
  Unpooled.buffer(1);
  await turn();
  Unpooled.buffer(1).release();
});

test.concurrent('B is clean', async () => {
  const frame = Unpooled.buffer(2);
  await turn();
  await turn();
  await turn();
  frame.release();
});

test.concurrent('C is clean', async () => {
  await turn();
  const frame = Unpooled.buffer(3);
  await turn();
  frame.release();
  await turn();
});
