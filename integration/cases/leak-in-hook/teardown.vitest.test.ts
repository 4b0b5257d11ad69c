import { type ByteBuf, Unpooled } from '@watertight/buffer';

test('with a leak in onTestFinished', ({ onTestFinished }) => {
  onTestFinished(() => {
    Unpooled.buffer(64);
  });
});

const withFixtures = test.extend<{ opened: ByteBuf; closing: string }>({
  // biome-ignore lint/correctness/noEmptyPattern: Vitest reads the names of a fixture's fixtures from its pattern.
  opened: async ({}, use) => {
    await use(Unpooled.buffer(64));
  },
  // biome-ignore lint/correctness/noEmptyPattern: see above.
  closing: async ({}, use) => {
    await use('closing');
    Unpooled.buffer(64);
  },
});

withFixtures("with a leak in a fixture's set-up", ({ opened }) => {
  opened.writeInt(1);
});

withFixtures("with a leak in a fixture's teardown", ({ closing }) => {
  expect(closing).toBe('closing');
});

withFixtures('with fixtures that it does not use', () => {});
