import { type ByteBuf, Unpooled } from '@watertight/buffer';

describe('outer', () => {
  const frames: ByteBuf[] = [];

  beforeEach(() => {
    frames.push(Unpooled.buffer(64));
  });

  afterEach(() => {
    frames.pop()?.release();
  });

  test('has the outer hooks', () => {
    expect(frames.length).toBe(1);
  });

  describe('inner', () => {
    beforeEach(() => {
      Unpooled.directBuffer(32);
    });

    test('gets what the inner beforeEach leaves open', () => {
      expect(frames.length).toBe(1);
    });
  });

  describe('its own frame', () => {
    beforeEach(() => {
      frames.push(Unpooled.buffer(64));
    });

    afterEach(() => {
      frames.pop()?.release();
    });

    test('has both pairs of hooks', () => {
      expect(frames.length).toBe(2);
    });
  });

  test('has the outer hooks only', () => {
    expect(frames.length).toBe(1);
  });
});

test('has no hooks', () => {});
