import { type ByteBuf, Unpooled } from '@watertight/buffer';

export const withShared = test.extend<{ shared: ByteBuf }>({
  shared: [
    // biome-ignore lint/correctness/noEmptyPattern: Vitest reads the names of a fixture's fixtures from its pattern.
    async ({}, use) => {
      await use(Unpooled.buffer(64));
    },
    { scope: 'file' },
  ],
});
