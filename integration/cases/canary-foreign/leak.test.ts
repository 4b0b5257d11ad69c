import './foreign-detector.ts';
import { Unpooled } from '@watertight/buffer';

test('is clean', () => {
  Unpooled.buffer(64).release();
});
