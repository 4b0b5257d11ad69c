import { Unpooled } from '@watertight/buffer';
import { EmbeddedChannel, FlowControlHandler } from '@watertight/channel';
import { expect, test } from 'vitest';
import { spy } from './events.ts';

interface Controlled {
  readonly channel: EmbeddedChannel;
  readonly handler: FlowControlHandler;
  readonly events: string[];
}

function control(autoRead: boolean): Controlled {
  const events: string[] = [];
  const handler = new FlowControlHandler();
  const channel = new EmbeddedChannel([handler, spy('s', events)], { autoRead });
  events.length = 0;
  return { channel, handler, events };
}

test('each read gets one message, and the last one the end of the read', () => {
  const { channel, handler, events } = control(false);
  channel.writeInbound(1, 2);
  expect([channel.inboundMessages(), handler.isQueueEmpty()]).toEqual([[], false]);
  channel.read();
  expect([channel.inboundMessages(), events]).toEqual([[1], ['s.channelRead']]);
  channel.read();
  expect([channel.inboundMessages(), handler.isQueueEmpty(), events]).toEqual([
    [1, 2],
    true,
    ['s.channelRead', 's.channelRead', 's.channelReadComplete'],
  ]);
});

test('a read that comes before its message gets it, once', () => {
  const { channel } = control(false);
  channel.read();
  channel.writeInbound(1, 2);
  expect(channel.inboundMessages()).toEqual([1]);
});

test('a channel that reads by itself gets all', () => {
  const { channel, events } = control(true);
  channel.writeInbound(1, 2);
  expect(channel.inboundMessages()).toEqual([1, 2]);
  const manual = control(false);
  manual.channel.writeInbound(1, 2);
  manual.channel.config.autoRead = true;
  expect([manual.channel.inboundMessages(), events.at(-1)]).toEqual([[1, 2], 's.channelReadComplete']);
});

test('what waits is handed on when the handler is removed', () => {
  const { channel, events } = control(false);
  channel.writeInbound(1, 2);
  channel.pipeline.remove(FlowControlHandler);
  expect([channel.inboundMessages(), events]).toEqual([
    [1, 2],
    ['s.channelRead', 's.channelRead', 's.channelReadComplete'],
  ]);
});

test('what waits is released when the channel ends', () => {
  const { channel } = control(false);
  const message = Unpooled.copiedBuffer('in');
  channel.writeInbound(message);
  expect([channel.finish(), message.refCnt]).toEqual([false, 0]);
});
