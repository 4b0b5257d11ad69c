import { Unpooled } from '@watertight/buffer';
import { EMPTY_FRAME } from './frames.ts';

const header = Unpooled.buffer(64);

describe('a block', () => {
  const ofBlock = Unpooled.directBuffer(32);

  test('reads what its modules opened', () => {
    expect([EMPTY_FRAME.refCnt, header.refCnt, ofBlock.refCnt]).toEqual([1, 1, 1]);
  });
});

test('releases what its module opened', () => {
  header.release();
});
