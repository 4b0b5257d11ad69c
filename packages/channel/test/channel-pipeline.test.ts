import { Unpooled } from '@watertight/buffer';
import {
  Channel,
  ChannelDuplexHandler,
  type ChannelHandler,
  ChannelInboundHandlerAdapter,
  EmbeddedChannel,
  EmbeddedEventLoop,
} from '@watertight/channel';
import { expect, test } from 'vitest';
import { logged, RELEASE, spy } from './events.ts';
import { outcome, said } from './outcome.ts';
import { Unconnected } from './unconnected.ts';

test('events go from the head to the tail, operations from the tail to the head', () => {
  const events: string[] = [];
  const channel = new EmbeddedChannel([spy('a', events), spy('b', events)]);
  channel.writeInbound('in');
  channel.writeOutbound('out');
  channel.pipeline.fireUserEventTriggered('event');
  channel.finish();
  expect(events).toEqual([
    'a.handlerAdded',
    'b.handlerAdded',
    'a.channelRegistered',
    'b.channelRegistered',
    'a.channelActive',
    'b.channelActive',
    'a.channelRead',
    'b.channelRead',
    'a.channelReadComplete',
    'b.channelReadComplete',
    'b.write',
    'a.write',
    'b.flush',
    'a.flush',
    'a.userEventTriggered(event)',
    'b.userEventTriggered(event)',
    'b.close',
    'a.close',
    'a.channelInactive',
    'b.channelInactive',
    'a.channelUnregistered',
    'b.channelUnregistered',
    'b.handlerRemoved',
    'a.handlerRemoved',
  ]);
  expect([channel.readInbound(), channel.readOutbound()]).toEqual(['in', 'out']);
});

test('handlers stand where they were put', () => {
  const { pipeline } = new EmbeddedChannel();
  const [a, b, c, d, e] = Array.from({ length: 5 }, (): ChannelHandler => ({}));
  pipeline.addLast('c', c ?? {}).addFirst('a', a ?? {});
  pipeline.addBefore('c', 'b', b ?? {}).addAfter(c ?? {}, 'd', d ?? {});
  pipeline.addLast('e', e ?? {});
  expect(pipeline.names()).toEqual(['a', 'b', 'c', 'd', 'e', 'TailContext#0']);
  expect([pipeline.first(), pipeline.last(), pipeline.get('c'), pipeline.context('d')?.handler]).toEqual([a, e, c, d]);
  expect([pipeline.firstContext()?.name, pipeline.lastContext()?.name]).toEqual(['a', 'e']);
  expect([...pipeline.toMap()]).toEqual([
    ['a', a],
    ['b', b],
    ['c', c],
    ['d', d],
    ['e', e],
  ]);
  expect([pipeline.removeFirst(), pipeline.removeLast(), pipeline.remove('c'), pipeline.removeIfExists('x')]).toEqual([
    a,
    e,
    c,
    undefined,
  ]);
  expect(String(pipeline)).toBe('ChannelPipeline{(b = ChannelHandler), (d = ChannelHandler)}');
});

test('several handlers are added in their order, and named after their classes', () => {
  class Decoder extends ChannelInboundHandlerAdapter {}
  const { pipeline } = new EmbeddedChannel([new Decoder()]);
  pipeline.addFirst(new Decoder(), {}).addLast(new Decoder());
  expect(pipeline.names()).toEqual(['Decoder#1', 'ChannelHandler#0', 'Decoder#0', 'Decoder#2', 'TailContext#0']);
  expect(pipeline.get(Decoder)).toBe(pipeline.first());
  expect(pipeline.remove(Decoder)).toBeInstanceOf(Decoder);
  expect(pipeline.names()).toEqual(['ChannelHandler#0', 'Decoder#0', 'Decoder#2', 'TailContext#0']);
});

test.for<[what: string, call: (channel: EmbeddedChannel) => unknown, said: string]>([
  [
    'a name that is taken',
    ({ pipeline }) => pipeline.addLast('a', {}),
    'WATERTIGHT_ILLEGAL_ARGUMENT: Duplicate handler name: a',
  ],
  [
    'the name of the tail',
    ({ pipeline }) => pipeline.addLast('TailContext#0', {}),
    'WATERTIGHT_ILLEGAL_ARGUMENT: Duplicate handler name: TailContext#0',
  ],
  [
    'a handler that is there already',
    ({ pipeline }) => pipeline.addLast(...[pipeline.first()].flatMap((handler) => handler ?? [])),
    "WATERTIGHT_CHANNEL_PIPELINE: ChannelHandler is not a @Sharable handler, so can't be added or removed multiple times. Make one for each pipeline, or let its isSharable be true.",
  ],
  [
    'the removal of what is not there',
    ({ pipeline }) => pipeline.remove('b'),
    'WATERTIGHT_NO_SUCH_HANDLER: b is not in this pipeline, which has: a, TailContext#0.',
  ],
  [
    'the removal of a class that is not there',
    ({ pipeline }) => pipeline.remove(ChannelDuplexHandler),
    'WATERTIGHT_NO_SUCH_HANDLER: ChannelDuplexHandler is not in this pipeline, which has: a, TailContext#0.',
  ],
  [
    'the replacement of what is not there',
    ({ pipeline }) => pipeline.replace({}, 'b', {}),
    'WATERTIGHT_NO_SUCH_HANDLER: ChannelHandler is not in this pipeline, which has: a, TailContext#0.',
  ],
  [
    'the last removal but one',
    ({ pipeline }) => pipeline.removeFirst() && pipeline.removeFirst(),
    'WATERTIGHT_NO_SUCH_HANDLER: A handler is not in this pipeline, which has: TailContext#0.',
  ],
])('a pipeline refuses %s', ([, call, refusal]) => {
  const channel = new EmbeddedChannel();
  channel.pipeline.addLast('a', {});
  expect(outcome(() => call(channel))).toBe(refusal);
});

test('a handler that is sharable stands in several places', () => {
  const { pipeline } = new EmbeddedChannel([RELEASE]);
  expect(pipeline.addLast('again', RELEASE).names()).toEqual(['ChannelHandler#0', 'again', 'TailContext#0']);
});

test('a handler that is replaced hands what it holds to the new one', () => {
  const events: string[] = [];
  const channel = new EmbeddedChannel();
  channel.pipeline.addLast('old', {
    handlerRemoved(ctx) {
      events.push('old.handlerRemoved');
      ctx.fireChannelRead('held');
    },
  });
  const old = channel.pipeline.first();
  expect(channel.pipeline.replace('old', 'new', spy('new', events))).toBe(old);
  expect(events).toEqual(['new.handlerAdded', 'old.handlerRemoved', 'new.channelRead']);
  expect([channel.readInbound(), channel.pipeline.names()]).toEqual(['held', ['new', 'TailContext#0']]);
});

test('a handler that removes itself still hands on what it has in hand', () => {
  const events: string[] = [];
  const channel = new EmbeddedChannel([
    {
      channelRead(ctx, message) {
        ctx.pipeline.remove(ctx.name);
        events.push(`isRemoved ${ctx.isRemoved()}`);
        ctx.fireChannelRead(message);
      },
    },
    spy('next', events),
  ]);
  channel.writeInbound(1, 2);
  expect(events.slice(3)).toEqual([
    'isRemoved true',
    'next.channelRead',
    'next.channelRead',
    'next.channelReadComplete',
  ]);
  expect(channel.inboundMessages()).toEqual([1, 2]);
});

test('handlers that were added before the channel is registered hear of it then, in their order', () => {
  const events: string[] = [];
  const channel = new Channel(new Unconnected());
  channel.pipeline.addLast('a', spy('a', events)).addFirst('b', spy('b', events)).addLast('c', spy('c', events));
  channel.pipeline.remove('c');
  expect(events).toEqual([]);
  channel.unsafe.register(new EmbeddedEventLoop(), channel.newPromise());
  expect(events).toEqual([
    'a.handlerAdded',
    'b.handlerAdded',
    'c.handlerAdded',
    'c.handlerRemoved',
    'b.channelRegistered',
    'a.channelRegistered',
  ]);
});

test('a handler that throws when it is added is taken out again', () => {
  const events: string[] = [];
  const channel = new EmbeddedChannel([
    {
      exceptionCaught(_ctx, cause) {
        events.push(said(cause), String(cause instanceof Error && cause.cause));
      },
    },
  ]);
  class Bad extends ChannelInboundHandlerAdapter {
    handlerAdded(): void {
      throw new Error('no');
    }
  }
  channel.pipeline.addFirst('bad', new Bad());
  expect(events).toEqual([
    'WATERTIGHT_CHANNEL_PIPELINE: Bad.handlerAdded() has thrown an exception; removed.',
    'Error: no',
  ]);
  expect(channel.pipeline.names()).toEqual(['ChannelHandler#0', 'TailContext#0']);
});

test('a handler that throws when it is removed is gone all the same', () => {
  const channel = new EmbeddedChannel([
    {
      handlerRemoved() {
        throw new Error('no');
      },
    },
  ]);
  channel.pipeline.removeFirst();
  expect(outcome(() => channel.checkException())).toBe(
    'WATERTIGHT_CHANNEL_PIPELINE: ChannelHandler.handlerRemoved() has thrown an exception.',
  );
  expect(channel.pipeline.names()).toEqual(['TailContext#0']);
});

test('the tail releases what nobody has handled, and says so', () => {
  const log = logged();
  const channel = new Channel(new Unconnected());
  channel.pipeline.addLast('only', {});
  const [message, event] = [Unpooled.copiedBuffer('lost'), Unpooled.copiedBuffer('event')];
  channel.pipeline.fireChannelRead(message).fireUserEventTriggered(event);
  channel.pipeline.fireExceptionCaught(new RangeError('odd'));
  expect([message.refCnt, event.refCnt]).toEqual([0, 0]);
  expect(log).toEqual([
    'debug: Discarded inbound message UnpooledHeapByteBuf(ridx: 0, widx: 4, cap: 12) that reached at the tail of the pipeline. Please check your pipeline configuration.',
    `debug: Discarded message pipeline : [only, TailContext#0]. Channel : ${channel}.`,
    'warn: An exceptionCaught() event was fired, and it reached at the tail of the pipeline. It usually means the last handler in the pipeline did not handle the exception. RangeError: odd',
  ]);
});
