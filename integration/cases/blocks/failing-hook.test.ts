import { Unpooled } from '@watertight/buffer';

describe('with a beforeAll that fails half-way', () => {
  beforeAll(() => {
    Unpooled.buffer(64);
    throw new Error('thrown by beforeAll');
  });

  test('does not run', () => {});
});

describe('with an afterAll that fails half-way', () => {
  afterAll(() => {
    Unpooled.buffer(64);
    throw new Error('thrown by afterAll');
  });

  test('is clean', () => {});
});
