import { setImmediate as turn } from 'node:timers/promises';
import { Unpooled } from '@watertight/buffer';

/** Opens buffers while all the other tests of this file do the same, and releases those that it does not forget. */
async function takeTurns(forgotten?: number): Promise<void> {
  for (let index = 0; index < 4; index += 1) {
    const buffer = Unpooled.buffer(16);
    await turn();
    if (index !== forgotten) {
      buffer.release();
    }
  }
}

test.concurrent('takes turns, first', () => takeTurns());

test.concurrent('planted: forgets a buffer early, among others', () => takeTurns(0));

test.concurrent('takes turns, in the middle', () => takeTurns());

test.concurrent('planted: forgets a buffer late, among others', () => takeTurns(3));

test.concurrent('takes turns, last', () => takeTurns());
