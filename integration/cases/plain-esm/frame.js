import { Unpooled } from '@watertight/buffer';

export function encode(value) {
  return Unpooled.buffer(64).writeInt(value);
}
