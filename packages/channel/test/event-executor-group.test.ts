import { type ByteBuf, Unpooled } from '@watertight/buffer';
import { type ChannelHandler, DefaultEventExecutorGroup, EmbeddedChannel, queueFigures } from '@watertight/channel';
import { expect, test } from 'vitest';
import { logged, RELEASE, spy } from './events.ts';
import { channelOf, gate, openGroup, turn } from './executors.ts';
import { outcome, said } from './outcome.ts';

test('an asynchronous handler gets one message at a time, while those of other channels have theirs', async () => {
  const group = openGroup();
  const events: string[] = [];
  const { opened, open } = gate();
  const handler: ChannelHandler = {
    isSharable: true,
    async channelRead(_ctx, message) {
      events.push(`${message} begins`);
      await (message === 'a2' ? opened : undefined);
      events.push(`${message} ends`);
    },
  };
  const [a, b] = [channelOf(group, handler), channelOf(group, handler)];
  a.writeInbound('a1', 'a2', 'a3');
  await turn();
  b.writeInbound('b1', 'b2');
  await turn();
  open();
  await group.shutdownGracefully();
  expect(events).toEqual([
    ...['a1 begins', 'a1 ends', 'a2 begins'],
    ...['b1 begins', 'b1 ends', 'b2 begins', 'b2 ends'],
    ...['a2 ends', 'a3 begins', 'a3 ends'],
  ]);
});

test('channels have their turns by and by, however much waits for one', async () => {
  const group = openGroup();
  const events: unknown[] = [];
  const handler: ChannelHandler = { isSharable: true, channelRead: (_ctx, message) => void events.push(message) };
  const [a, b] = [channelOf(group, handler), channelOf(group, handler)];
  a.writeInbound('a1', 'a2', 'a3', 'a4');
  b.writeInbound('b1', 'b2');
  await group.shutdownGracefully();
  expect(events).toEqual(['a1', 'b1', 'a2', 'b2', 'a3', 'a4']);
});

test('no more asynchronous handlers are under way than allowed', async () => {
  const group = openGroup({ concurrency: 2 });
  const { opened, open } = gate();
  let [running, most] = [0, 0];
  const handler: ChannelHandler = {
    isSharable: true,
    async channelRead() {
      running += 1;
      most = Math.max(most, running);
      await opened;
      running -= 1;
    },
  };
  for (let number = 0; number < 5; number += 1) {
    channelOf(group, handler).writeInbound('message');
  }
  await turn();
  const atFirst = running;
  open();
  await group.shutdownGracefully();
  expect([atFirst, most, running]).toEqual([2, 2, 0]);
});

test('what is too much is released, and the handler told at once', async () => {
  const group = openGroup({ name: 'business', maxPendingTasks: 3 });
  const events: string[] = [];
  const channel = channelOf(group, {
    channelRead(_ctx, message) {
      events.push(`read ${(message as ByteBuf).readByte()}`);
      (message as ByteBuf).release();
    },
    exceptionCaught: (_ctx, cause) => void events.push(said(cause)),
  });
  const messages = [1, 2, 3, 4].map((value) => Unpooled.buffer(1).writeByte(value));
  for (const message of messages) {
    channel.pipeline.fireChannelRead(message);
  }
  const event = Unpooled.buffer(1);
  channel.pipeline.fireUserEventTriggered(event);
  const counts = [...messages, event].map(({ refCnt }) => refCnt);
  await turn();
  channel.writeInbound(Unpooled.buffer(1).writeByte(5));
  await group.shutdownGracefully();
  const refusal =
    'WATERTIGHT_REJECTED_EXECUTION: executor business full: 3 tasks wait. Send less at a time, or raise concurrency or maxPendingTasks.';
  expect({ counts, events }).toEqual({
    counts: [1, 1, 1, 0, 0],
    events: [refusal, refusal, 'read 1', 'read 2', 'read 3', 'read 5'],
  });
});

test('what comes after the executor has ended is released, and the channel ends as ever', async () => {
  const group = openGroup({ name: 'business' });
  const events: string[] = [];
  const channel = channelOf(group, spy('handler', events));
  await group.shutdownGracefully();
  const message = Unpooled.buffer(1);
  channel.pipeline.fireChannelRead(message);
  channel.close();
  expect([message.refCnt, events]).toEqual([
    0,
    [
      'handler.handlerAdded',
      'handler.exceptionCaught(RejectedExecutionError: executor business terminated: nothing more can be executed. Shut channels down before it.)',
      'handler.close',
      'handler.channelInactive',
      'handler.channelUnregistered',
      'handler.handlerRemoved',
    ],
  ]);
});

test('shutting down drops what still waits when its time is up: messages are released, the end is told of', async () => {
  const group = openGroup();
  const { opened, open } = gate();
  const events: string[] = [];
  const channel = channelOf(group, {
    async channelRead(_ctx, message) {
      events.push('channelRead');
      await opened;
      (message as ByteBuf).release();
      events.push('done');
    },
    channelInactive: () => void events.push('channelInactive'),
    handlerRemoved: () => void events.push('handlerRemoved'),
  });
  const [begun, waiting] = [Unpooled.buffer(1), Unpooled.buffer(1)];
  channel.writeInbound(begun, waiting);
  await turn();
  channel.close();
  await group.shutdownGracefully({ timeoutMs: 0 });
  const counts = [begun.refCnt, waiting.refCnt, group.pendingTasks];
  open();
  await turn();
  expect([counts, begun.refCnt, events]).toEqual([
    [1, 0, 0],
    0,
    ['channelRead', 'channelInactive', 'handlerRemoved', 'done'],
  ]);
});

test('figures tell what waits, and for which handler', async () => {
  const group = openGroup({ name: 'business' });
  const channel = new EmbeddedChannel();
  channel.pipeline.addLast(group, 'orders', RELEASE);
  channel.pipeline.fireChannelRead(Unpooled.buffer(1)).fireChannelReadComplete();
  const { executors } = queueFigures();
  await group.shutdownGracefully();
  expect([executors, queueFigures().executors]).toEqual([
    // With the read that the channel goes on with.
    [{ name: 'business', pendingTasks: 3, firstTaskName: 'orders.channelRead', firstTaskWaitMs: expect.any(Number) }],
    [],
  ]);
});

test('messages without end leave a turn to everything else', async () => {
  const group = openGroup({ maxTaskTimeMs: 1 });
  let isServed = false;
  const channel = channelOf(group, {
    channelRead(ctx, message) {
      if (!isServed) {
        ctx.pipeline.fireChannelRead(message);
      }
    },
  });
  channel.writeInbound('again');
  await new Promise((resolve) => setTimeout(resolve));
  isServed = true;
  await group.shutdownGracefully();
  expect(group.isTerminated()).toBe(true);
});

test('what a task throws, or is rejected with, is a warning, and the next one runs', async () => {
  const entries = logged();
  const group = openGroup();
  const executor = group.next();
  const events: string[] = [];
  executor.execute(() => {
    throw new Error('no');
  });
  executor.execute(() => Promise.reject(new Error('never')));
  executor.execute(() => void events.push('next'));
  await group.shutdownGracefully();
  expect([entries, events]).toEqual([
    ['warn: A task raised an exception. Error: no', 'warn: A task raised an exception. Error: never'],
    ['next'],
  ]);
});

test.for(['concurrency', 'maxPendingTasks', 'maxTaskTimeMs'])('%s has to be a whole number above 0', (name) => {
  expect(outcome(() => new DefaultEventExecutorGroup({ [name]: 0 }))).toBe(
    `WATERTIGHT_ILLEGAL_ARGUMENT: ${name} : 0 (expected: > 0)`,
  );
});
