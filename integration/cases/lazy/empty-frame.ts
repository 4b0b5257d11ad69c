import { Unpooled } from '@watertight/buffer';

export const EMPTY_FRAME = Unpooled.buffer(4);
