import { Unpooled } from '@watertight/buffer';
import { type ChannelHandler, EmbeddedChannel } from '@watertight/channel';
import { expect, test } from 'vitest';
import { logged, RELEASE } from './events.ts';
import { outcome, said } from './outcome.ts';

const THROWS: ChannelHandler = {
  isSharable: true,
  channelRead(_ctx, message) {
    throw new RangeError(String(message));
  },
};

test('what comes out at either end can be read in its order', () => {
  const channel = new EmbeddedChannel();
  expect([
    channel.writeInbound(),
    channel.writeInbound(1, 2),
    channel.writeOutbound(),
    channel.writeOutbound(3),
  ]).toEqual([false, true, false, true]);
  expect([channel.inboundMessages(), channel.outboundMessages()]).toEqual([[1, 2], [3]]);
  expect([channel.readInbound(), channel.readInbound(), channel.readInbound()]).toEqual([1, 2, undefined]);
  expect([channel.readOutbound(), channel.readOutbound()]).toEqual([3, undefined]);
});

test('messages are written one by one, and the ends of reads and writes apart', () => {
  const channel = new EmbeddedChannel([RELEASE]);
  const inbound = channel.writeOneInbound('in');
  const outbound = channel.writeOneOutbound('out');
  expect([inbound.isSuccess(), outbound.isDone(), channel.outboundMessages()]).toEqual([true, false, []]);
  expect([channel.flushInbound(), channel.flushOutbound()]).toEqual([channel, channel]);
  expect([outbound.isSuccess(), channel.outboundMessages()]).toEqual([true, ['out']]);
});

test('an exception that nobody catches is thrown by the call that raised it, further ones are warnings', () => {
  const log = logged();
  const channel = new EmbeddedChannel([THROWS]);
  expect(outcome(() => channel.writeInbound('first', 'second'))).toBe('RangeError: first');
  expect(log).toEqual([
    'warn: More than one exception was raised. Will report only the first one and log others. RangeError: second',
  ]);
  expect(outcome(() => channel.checkException())).toBe(undefined);
  expect(said(channel.writeOneInbound('third').cause)).toBe('RangeError: third');
});

test('a write that fails is thrown, also when it fails later', () => {
  const failures: ((cause: Error) => void)[] = [];
  const channel = new EmbeddedChannel([
    { write: (_ctx, _message, promise) => void failures.push((cause) => promise.setFailure(cause)) },
  ]);
  expect(channel.writeOutbound('out')).toBe(false);
  failures[0]?.(new RangeError('late'));
  expect(outcome(() => channel.checkException())).toBe('RangeError: late');
});

test('a closed channel takes no messages', () => {
  const channel = new EmbeddedChannel();
  expect(channel.finish()).toBe(false);
  using message = Unpooled.copiedBuffer('in');
  const refusal = `WATERTIGHT_CLOSED_CHANNEL: ${channel} is closed: nothing can be read or written any more. Ask isActive() first.`;
  expect([
    outcome(() => channel.writeInbound(message)),
    outcome(() => channel.writeOutbound(message)),
    outcome(() => channel.flushInbound()),
    outcome(() => channel.flushOutbound()),
    said(channel.writeOneInbound(message).cause),
    said(channel.writeOneOutbound(message).cause),
    message.refCnt,
  ]).toEqual([refusal, refusal, refusal, refusal, refusal, refusal, 1]);
});

test('a handler may close the channel while messages are written to it', () => {
  const events: string[] = [];
  const channel = new EmbeddedChannel([
    {
      channelRead(ctx, message) {
        events.push(`read ${message}`);
        ctx.close();
      },
      channelInactive: () => void events.push('inactive'),
      handlerRemoved: () => void events.push('removed'),
    },
  ]);
  expect([channel.writeInbound('in'), events]).toEqual([false, ['read in', 'inactive', 'removed']]);
});

test('what nobody has read is released at the end', () => {
  const channel = new EmbeddedChannel();
  const [inbound, outbound] = [Unpooled.copiedBuffer('in'), Unpooled.copiedBuffer('out')];
  channel.writeInbound(inbound);
  channel.writeOutbound(outbound);
  expect([channel.finishAndReleaseAll(), inbound.refCnt, outbound.refCnt]).toEqual([true, 0, 0]);
  expect([channel.releaseInbound(), channel.releaseOutbound(), channel.finish()]).toEqual([false, false, false]);
});

test('tasks run when it is their turn, and one that throws is a warning', () => {
  const log = logged();
  const ran: string[] = [];
  const channel = new EmbeddedChannel([
    {
      channelRead(ctx, message) {
        ctx.channel.eventLoop.execute(() => ran.push(`task of ${message}`));
        ran.push(`read ${message}`);
      },
    },
  ]);
  channel.writeInbound(1, 2);
  channel.eventLoop.execute(() => {
    channel.eventLoop.execute(() => ran.push('last'));
    throw new RangeError('odd');
  });
  expect(channel.eventLoop.pendingTasks).toBe(1);
  channel.runPendingTasks();
  expect([ran, channel.eventLoop.pendingTasks, log]).toEqual([
    ['read 1', 'read 2', 'task of 1', 'task of 2', 'last'],
    0,
    ['warn: A task raised an exception. RangeError: odd'],
  ]);
});

test('a handler that throws when it is added makes no channel', () => {
  const bad = {
    handlerAdded() {
      throw new RangeError('odd');
    },
  };
  expect(outcome(() => new EmbeddedChannel([bad]))).toBe(
    'WATERTIGHT_CHANNEL_PIPELINE: ChannelHandler.handlerAdded() has thrown an exception; removed.',
  );
});
