import { type ByteBuf, Unpooled } from '@watertight/buffer';

const turn = () => new Promise((resolve) => setImmediate(resolve));

const withFrame = test.extend<{ frame: ByteBuf }>({
  // biome-ignore lint/correctness/noEmptyPattern: Vitest reads the names of a fixture's fixtures from its pattern.
  frame: async ({}, use) => {
    const frame = Unpooled.buffer(64);
    await use(frame);
    await turn();
    frame.release();
  },
});

describe.concurrent('with hooks and a fixture', () => {
  beforeEach(async ({ task }) => {
    await turn();
    const header = Unpooled.buffer(4);
    await turn();
    if (!task.name.endsWith('leaks')) {
      header.release();
    }
  });

  withFrame('A is clean', async ({ frame }) => {
    await turn();
    frame.writeInt(1);
  });

  withFrame('B leaks', async ({ frame }) => {
    await turn();
    frame.writeInt(2);
    await turn();
  });

  withFrame('C is clean', async ({ frame }) => {
    frame.writeInt(3);
    await turn();
  });
});
