import { Unpooled } from '@watertight/buffer';
import { Channel, DefaultEventLoop, queueFigures } from '@watertight/channel';
import { expect, test } from 'vitest';
import { openLoop } from './sockets.ts';
import { Unconnected } from './unconnected.ts';

const NOTHING = { pendingTasks: 0, pendingWriteBytes: 0, numChannels: 0, executors: [], channels: [] };

test('tells what waits in every loop and for every channel, until they end', async () => {
  const io = new DefaultEventLoop({ name: 'io' });
  const other = new DefaultEventLoop({ name: 'other' });
  const [busy, idle] = [new Channel(new Unconnected()), new Channel(new Unconnected())];
  await Promise.all([io.register(busy), other.register(idle)]);
  void busy.write(Unpooled.buffer(100_000).writeZero(100_000));
  void busy.write(Unpooled.buffer(100).writeZero(100));
  io.execute(function saveAll() {});
  io.execute(() => undefined);
  const queue = { firstTaskWaitMs: expect.any(Number) };
  expect(queueFigures()).toEqual({
    pendingTasks: 2,
    pendingWriteBytes: 100_292,
    numChannels: 2,
    executors: [
      { name: 'io', pendingTasks: 2, firstTaskName: 'saveAll', ...queue },
      { name: 'other', pendingTasks: 0, firstTaskName: undefined, firstTaskWaitMs: 0 },
    ],
    channels: [
      { id: busy.id, remoteAddress: undefined, pendingWriteBytes: 100_292, isWritable: false },
      { id: idle.id, remoteAddress: undefined, pendingWriteBytes: 0, isWritable: true },
    ],
  });
  await busy.close();
  const { numChannels, pendingWriteBytes } = queueFigures();
  expect({ numChannels, pendingWriteBytes }).toEqual({ numChannels: 1, pendingWriteBytes: 0 });
  await Promise.all([io.shutdownGracefully(), other.shutdownGracefully()]);
  expect(queueFigures()).toEqual(NOTHING);
});

test('a loop has a name of its own, unless it is given one', async () => {
  const names = [openLoop(), openLoop(), new DefaultEventLoop({ name: 'io' })].map(({ name }) => name);
  const number = Number(names[0]?.split('#')[1]);
  expect(names).toEqual([`DefaultEventLoop#${number}`, `DefaultEventLoop#${number + 1}`, 'io']);
});

test('tells for how long the first task has waited', async () => {
  const eventLoop = openLoop();
  const before = eventLoop.firstTaskWaitMs;
  eventLoop.execute(() => undefined);
  const startMs = performance.now();
  while (performance.now() < startMs + 5) {
    // A handler that takes its time, and everybody else's.
  }
  eventLoop.execute(() => undefined);
  expect([before, eventLoop.firstTaskWaitMs >= 5]).toEqual([0, true]);
});
