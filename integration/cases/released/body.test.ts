import { type ByteBuf, Unpooled } from '@watertight/buffer';

test('released in the body', () => {
  Unpooled.buffer(64).release();
});

test('released after an await', async () => {
  const frame = Unpooled.buffer(64);
  await Promise.resolve();
  frame.release();
});

describe('released in afterEach', () => {
  let frame: ByteBuf;

  beforeEach(() => {
    frame = Unpooled.buffer(64);
  });

  afterEach(() => {
    frame.release();
  });

  test('opened in beforeEach', () => {
    frame.writeInt(1);
  });

  test('opened in the body', () => {
    frame.release();
    frame = Unpooled.directBuffer();
  });
});
