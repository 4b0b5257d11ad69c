import { type ByteBuf, Unpooled } from '@watertight/buffer';

const cache = new Map<string, ByteBuf>();

test('held in a map of the module', () => {
  cache.set('frame', Unpooled.buffer(64));
});

let read: () => number;

test('held in a closure', () => {
  const frame = Unpooled.buffer(64).writeInt(1);
  read = () => frame.getInt(0);
});

test('held by a pending timer', () => {
  const frame = Unpooled.buffer(64);
  setTimeout(() => frame.release(), 60_000).unref();
});

test('what others hold, read again', () => {
  expect(cache.size).toBe(1);
  expect(read()).toBe(1);
});
