import { Unpooled } from '@watertight/buffer';

describe('with a leak in beforeEach', () => {
  beforeEach(() => {
    Unpooled.buffer(64);
  });

  test('a clean body', () => {
    Unpooled.buffer(64).release();
  });
});

describe('with a leak in afterEach', () => {
  afterEach(async () => {
    await Promise.resolve();
    Unpooled.buffer(64);
  });

  test('a clean body', () => {
    Unpooled.buffer(64).release();
  });
});

test('with no hook', () => {});
