import { setImmediate as turn } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { Unpooled } from '@watertight/buffer';

const opened: WeakRef<object>[] = [];

test('leaks', () => {
  const buffer = Unpooled.buffer(16);
  buffer.retain().release();
  opened.push(new WeakRef(buffer), new WeakRef(buffer.slice()));
});

test('fails and leaves something open', () => {
  opened.push(new WeakRef(Unpooled.buffer(16)));
  throw new RangeError('of its own');
});

test('releases', () => {
  const buffer = Unpooled.buffer(16);
  opened.push(new WeakRef(buffer));
  buffer.release();
});

test('nothing of the tests before is kept alive', async () => {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc');
  setFlagsFromString('--no-expose-gc');
  for (let round = 0; round < 3; round += 1) {
    await turn();
    collect();
  }
  expect(opened.map((each) => each.deref())).toEqual([undefined, undefined, undefined, undefined]);
});
