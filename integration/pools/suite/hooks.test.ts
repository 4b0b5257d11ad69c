import { type ByteBuf, Unpooled } from '@watertight/buffer';

describe('a set-up with its clean-up', () => {
  let buffer: ByteBuf;

  beforeEach(() => {
    buffer = Unpooled.buffer(16);
  });

  afterEach(() => {
    buffer.release();
  });

  test('lends its buffer to one test', () => {
    expect(buffer.refCnt).toBe(1);
  });

  test('lends its buffer to the next', () => {
    expect(buffer.refCnt).toBe(1);
  });
});

describe('a set-up without a clean-up', () => {
  beforeEach(() => {
    Unpooled.buffer(16);
  });

  test('planted: answers for its beforeEach', () => {
    expect(1).toBe(1);
  });
});

describe('a clean-up that opens', () => {
  afterEach(async () => {
    await undefined;
    Unpooled.buffer(16);
  });

  test('planted: answers for its afterEach', () => {
    expect(1).toBe(1);
  });
});

test('has no hooks', () => {
  expect(Unpooled.buffer(16).release()).toBe(true);
});
