import { type ByteBuf, Unpooled } from '@watertight/buffer';

test('released in onTestFinished', ({ onTestFinished }) => {
  const frame = Unpooled.buffer(64);
  onTestFinished(() => {
    frame.release();
  });
});

test('released by the function that beforeEach returns', () => {});

beforeEach(() => {
  const frame = Unpooled.buffer(64);
  return () => {
    frame.release();
  };
});

const withFrame = test.extend<{ frame: ByteBuf }>({
  // biome-ignore lint/correctness/noEmptyPattern: Vitest reads the names of a fixture's fixtures from its pattern.
  frame: async ({}, use) => {
    const frame = Unpooled.buffer(64);
    await use(frame);
    frame.release();
  },
});

withFrame("released in a fixture's teardown", ({ frame }) => {
  frame.writeInt(1);
});
