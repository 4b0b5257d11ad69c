import { Unpooled } from '@watertight/buffer';

const header = Unpooled.buffer(64);

afterAll(() => {
  header.release();
});

test('opens nothing itself', () => {
  expect(header.refCnt).toBe(1);
});
