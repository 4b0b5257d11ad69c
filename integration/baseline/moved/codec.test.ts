import { Unpooled } from '@watertight/buffer';

test('decodes', () => {
  Unpooled.buffer(16).readableBytes;
});

test('encodes', () => {
  Unpooled.buffer(16).writeInt(1);
});
