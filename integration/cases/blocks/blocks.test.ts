import { type ByteBuf, Unpooled } from '@watertight/buffer';

describe('released in afterAll', () => {
  let frame: ByteBuf;

  beforeAll(() => {
    frame = Unpooled.buffer(64);
  });

  afterAll(() => {
    frame.release();
  });

  test('is clean', () => {
    frame.writeInt(1);
  });
});

describe('with two leaks in beforeAll', () => {
  beforeAll(() => {
    Unpooled.buffer(64);
    Unpooled.directBuffer(32);
  });

  test('is clean', () => {});
});

describe('with a leak in afterAll', () => {
  afterAll(() => {
    Unpooled.buffer(64);
  });

  test('is clean', () => {});
});

describe('outer', () => {
  let frame: ByteBuf;

  describe('opened here, released by the outer afterAll', () => {
    beforeAll(() => {
      frame = Unpooled.buffer(64);
    });

    test('is clean', () => {});
  });

  afterAll(() => {
    frame.release();
  });
});

describe('a block after those', () => {
  test('is clean', () => {});
});
