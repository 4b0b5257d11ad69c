import { Unpooled } from '@watertight/buffer';

const header = Unpooled.buffer(64);

test('reads what its module opened', () => {
  expect(header.refCnt).toBe(1);
});
