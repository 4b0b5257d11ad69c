import { Unpooled } from '@watertight/buffer';
import { allowLeaks } from '@watertight/jest';

test('leaks and may', () => {
  allowLeaks('the preset has a reporter that says so');
  Unpooled.buffer(16);
});
