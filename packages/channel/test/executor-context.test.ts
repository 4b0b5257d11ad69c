import { AsyncLocalStorage } from 'node:async_hooks';
import { Unpooled } from '@watertight/buffer';
import {
  Channel,
  ChannelDuplexHandler,
  type ChannelHandler,
  EmbeddedChannel,
  WriteBufferWaterMark,
} from '@watertight/channel';
import { expect, test } from 'vitest';
import { spy } from './events.ts';
import { channelOf, gate, openGroup, turn } from './executors.ts';
import { outcome } from './outcome.ts';
import { openLoop } from './sockets.ts';
import { Unconnected } from './unconnected.ts';

test('a handler is called after the turn in which a message came, and those behind it in their order', async () => {
  const group = openGroup();
  const events: string[] = [];
  const channel = channelOf(group, {
    channelRead(ctx, message) {
      events.push(`executor.channelRead(${message})`);
      ctx.fireChannelRead(message);
    },
  });
  channel.pipeline.addLast(spy('behind', events));
  channel.writeInbound('one', 'two');
  channel.pipeline.fireUserEventTriggered('event');
  channel.pipeline.fireExceptionCaught('cause');
  const before = events.splice(0);
  await group.shutdownGracefully();
  expect([before, events]).toEqual([
    ['behind.handlerAdded'],
    [
      'executor.channelRead(one)',
      'behind.channelRead',
      'executor.channelRead(two)',
      'behind.channelRead',
      'behind.channelReadComplete',
      'behind.userEventTriggered(event)',
      'behind.exceptionCaught(cause)',
    ],
  ]);
  expect(outcome(() => channel.checkException())).toBe('cause');
  channel.finishAndReleaseAll();
});

test('a channel that closes takes its handlers out when they have had what came before', async () => {
  const group = openGroup();
  const events: string[] = [];
  const channel = new EmbeddedChannel([spy('first', [])]);
  channel.pipeline.addFirst('before', spy('before', events));
  channel.pipeline.addLast(group, 'executor', spy('executor', events)).addLast('behind', spy('behind', events));
  const message = Unpooled.buffer(1);
  channel.writeInbound(message);
  events.length = 0;
  channel.finish();
  await group.shutdownGracefully();
  expect(events).toEqual([
    'behind.close',
    'executor.close',
    'before.close',
    'before.channelInactive',
    'before.channelUnregistered',
    'executor.channelRead',
    'behind.channelRead',
    'executor.channelReadComplete',
    'behind.channelReadComplete',
    'executor.channelInactive',
    'behind.channelInactive',
    'executor.channelUnregistered',
    'behind.channelUnregistered',
    'behind.handlerRemoved',
    'executor.handlerRemoved',
    'before.handlerRemoved',
  ]);
  expect([message.refCnt, channel.pipeline.names()]).toEqual([1, ['TailContext#0']]);
  channel.releaseInbound();
});

test('a handler that is removed has what came before; what comes later goes on', async () => {
  const group = openGroup();
  const events: string[] = [];
  const channel = new EmbeddedChannel([{}]);
  channel.pipeline.addLast(group, {
    channelRead: (_ctx, message) => void events.push(`read ${message}`),
    handlerRemoved: () => void events.push('removed'),
  });
  const [before, ctx] = [channel.pipeline.firstContext(), channel.pipeline.lastContext()];
  channel.writeInbound('early');
  channel.pipeline.removeFirst();
  channel.pipeline.removeFirst();
  const isRemoved = ctx?.isRemoved();
  channel.writeInbound('late');
  // It does not know that the one behind it has been removed, too.
  before?.fireChannelRead('later');
  before?.fireUserEventTriggered('event');
  await group.shutdownGracefully();
  expect([isRemoved, ctx?.isRemoved(), events, channel.inboundMessages()]).toEqual([
    false,
    true,
    ['read early', 'removed'],
    ['late', 'later'],
  ]);
});

test('a handler that takes the place of another is called by the same executor, and gets what that one lets go', async () => {
  const group = openGroup();
  const events: string[] = [];
  const keeps: ChannelHandler = { handlerRemoved: (ctx) => void ctx.fireChannelRead('kept') };
  const channel = channelOf(group, keeps);
  channel.pipeline.replace(keeps, 'new', { channelRead: (_ctx, message) => void events.push(`read ${message}`) });
  channel.writeInbound('later');
  const before = [...events];
  await group.shutdownGracefully();
  expect([before, events, channel.pipeline.firstContext()?.executor]).toEqual([[], ['read later', 'read kept'], group]);
});

test('what an asynchronous handler is rejected with is handled before its next message', async () => {
  const group = openGroup();
  const events: string[] = [];
  const channel = channelOf(group, {
    async channelRead(_ctx, message) {
      await undefined;
      events.push(`read ${message}`);
      throw new Error(`no ${message}`);
    },
    async exceptionCaught(_ctx, cause) {
      await undefined;
      events.push(String(cause));
    },
  });
  channel.writeInbound('one', 'two');
  await group.shutdownGracefully();
  expect(events).toEqual(['read one', 'Error: no one', 'read two', 'Error: no two']);
});

test('a channel reads on when the handler is done with what it has read', async () => {
  const group = openGroup();
  const { opened, open } = gate();
  const transport = new Unconnected();
  transport.isConnected = true;
  const channel = new Channel(transport);
  channel.pipeline.addLast(group, { channelRead: () => opened });
  await openLoop().register(channel);
  await turn();
  const before = transport.reads;
  channel.pipeline.fireChannelRead('message').fireChannelReadComplete();
  await turn();
  const meanwhile = transport.reads;
  open();
  await group.shutdownGracefully();
  expect([before, meanwhile, transport.reads]).toEqual([1, 1, 2]);
});

test('a handler can wait until the channel is writable', async () => {
  const group = openGroup();
  let whenWritable = (): void => undefined;
  const channel = new EmbeddedChannel([], { writeBufferWaterMark: new WriteBufferWaterMark(1, 2) });
  channel.pipeline.addLast(group, {
    async channelRead(ctx) {
      void ctx.write('long');
      await new Promise<void>((resolve) => {
        whenWritable = resolve;
      });
      void ctx.writeAndFlush('more');
    },
    channelWritabilityChanged(ctx) {
      if (ctx.channel.isWritable()) {
        whenWritable();
      }
    },
  });
  channel.writeInbound('message');
  await turn();
  channel.flush();
  await turn();
  expect(channel.outboundMessages()).toEqual(['long', 'more']);
});

test('a handler is called in the async context that a message came in', async () => {
  const group = openGroup();
  const context = new AsyncLocalStorage<string>();
  const seen: unknown[] = [];
  const channel = channelOf(group, { channelRead: (_ctx, message) => void seen.push([message, context.getStore()]) });
  for (const name of ['one', 'other']) {
    context.run(name, () => channel.writeInbound(name));
  }
  await group.shutdownGracefully();
  expect(seen).toEqual([
    ['one', 'one'],
    ['other', 'other'],
  ]);
});

test('outbound operations do not wait', () => {
  const channel = channelOf(openGroup(), new ChannelDuplexHandler(), {
    write: (ctx, message, promise) => void ctx.write(`${message}!`, promise),
  });
  channel.writeOutbound('message');
  expect(channel.outboundMessages()).toEqual(['message!']);
});
