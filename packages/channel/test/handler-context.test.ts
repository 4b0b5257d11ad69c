import { setImmediate } from 'node:timers/promises';
import { ReferenceCountUtil, Unpooled } from '@watertight/buffer';
import {
  ChannelDuplexHandler,
  type ChannelHandler,
  type ChannelHandlerContext,
  ChannelInboundHandlerAdapter,
  ChannelOutboundHandlerAdapter,
  type ChannelPromise,
  EmbeddedChannel,
} from '@watertight/channel';
import { describe, expect, test } from 'vitest';
import { logged, RELEASE, spy } from './events.ts';
import { outcome, said } from './outcome.ts';

const ERROR = new RangeError('odd');

function fail(): never {
  throw ERROR;
}

test.for<[event: string, handler: ChannelHandler, fire: (channel: EmbeddedChannel) => unknown]>([
  ['channelRead', { channelRead: fail }, (channel) => channel.pipeline.fireChannelRead(1)],
  ['channelReadComplete', { channelReadComplete: fail }, (channel) => channel.pipeline.fireChannelReadComplete()],
  ['userEventTriggered', { userEventTriggered: fail }, (channel) => channel.pipeline.fireUserEventTriggered(1)],
  ['channelActive', { channelActive: fail }, (channel) => channel.pipeline.fireChannelActive()],
  ['flush', { flush: fail }, (channel) => channel.pipeline.flush()],
  ['read', { read: fail }, (channel) => channel.pipeline.read()],
])('what %s throws goes to the exceptionCaught of handlers behind it', ([, handler, fire]) => {
  const events: string[] = [];
  const channel = new EmbeddedChannel([spy('before', []), {}, spy('behind', events)]);
  channel.pipeline.addAfter('ChannelHandler#1', 'throws', handler);
  events.length = 0;
  fire(channel);
  expect(events.filter((event) => event.includes('exception'))).toEqual(['behind.exceptionCaught(RangeError: odd)']);
  expect(outcome(() => channel.checkException())).toBe('RangeError: odd');
});

test('a handler catches what it throws itself', () => {
  const caught: unknown[] = [];
  const channel = new EmbeddedChannel([
    { channelRead: fail, exceptionCaught: (_ctx, cause) => void caught.push(cause) },
  ]);
  channel.writeInbound(1);
  expect(caught).toEqual([ERROR]);
});

test('a message whose handler throws is still the handler’s', () => {
  const channel = new EmbeddedChannel([{ channelRead: fail, write: fail }]);
  using inbound = Unpooled.copiedBuffer('in');
  using outbound = Unpooled.copiedBuffer('out');
  expect(outcome(() => channel.writeInbound(inbound))).toBe('RangeError: odd');
  expect(outcome(() => channel.writeOutbound(outbound))).toBe('RangeError: odd');
  expect([inbound.refCnt, outbound.refCnt]).toEqual([1, 1]);
});

test('what exceptionCaught throws is a warning', async () => {
  const log = logged();
  const channel = new EmbeddedChannel([{ channelRead: fail, exceptionCaught: fail }]);
  channel.pipeline.addLast({
    channelReadComplete: fail,
    exceptionCaught: async () => fail(),
  });
  channel.writeInbound(1);
  await setImmediate();
  const warning =
    "warn: An exception 'RangeError: odd' was thrown by a user handler's exceptionCaught() method while handling the following exception: RangeError: odd";
  expect(log).toEqual([warning, warning]);
});

describe('the error of an asynchronous handler', () => {
  test('is caught as if it had been thrown', async () => {
    const channel = new EmbeddedChannel([
      {
        channelRead: async (ctx, message) => {
          await setImmediate();
          ctx.fireChannelRead(message);
          fail();
        },
      },
    ]);
    expect(channel.writeInbound('late')).toBe(false);
    await setImmediate();
    await setImmediate();
    expect([channel.readInbound(), outcome(() => channel.checkException())]).toEqual(['late', 'RangeError: odd']);
  });

  test('fails the promise of a write', async () => {
    const channel = new EmbeddedChannel([{ write: async () => fail() }]);
    await expect(channel.write('out')).rejects.toBe(ERROR);
  });
});

function stackDepth(): number {
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = Number.POSITIVE_INFINITY;
  const { stack = '' } = new Error();
  Error.stackTraceLimit = limit;
  return stack.split('\n').length;
}

test('handlers of adapters are not called for what they only hand on', () => {
  const depthOf = (handlers: readonly ChannelHandler[]): number => {
    const depths: number[] = [];
    const last: ChannelHandler = { channelRead: () => void depths.push(stackDepth()) };
    new EmbeddedChannel([...handlers, last]).writeInbound('in');
    return depths[0] ?? 0;
  };
  const adapters = [
    new ChannelInboundHandlerAdapter(),
    new ChannelOutboundHandlerAdapter(),
    new ChannelDuplexHandler(),
    {},
  ];
  expect(depthOf(adapters)).toBe(depthOf([]));
});

test('adapters hand on what their subclasses give to super', () => {
  const events: string[] = [];
  class Both extends ChannelDuplexHandler {
    override channelRead(ctx: ChannelHandlerContext, message: unknown): void {
      events.push('read');
      super.channelRead(ctx, message);
    }

    override write(ctx: ChannelHandlerContext, message: unknown, promise: ChannelPromise): void {
      events.push('write');
      super.write(ctx, message, promise);
    }

    override flush(ctx: ChannelHandlerContext): void {
      events.push('flush');
      super.flush(ctx);
    }
  }
  const channel = new EmbeddedChannel([new Both()]);
  channel.writeInbound('in');
  channel.writeOutbound('out');
  expect([events, channel.readInbound(), channel.readOutbound()]).toEqual([['read', 'write', 'flush'], 'in', 'out']);
});

test.for<[what: string, promise: (channel: EmbeddedChannel) => ChannelPromise | undefined, said: string]>([
  [
    'a promise that is done',
    (channel) => channel.newPromise().setSuccess(),
    'WATERTIGHT_ILLEGAL_ARGUMENT: promise already done (expected: one that is pending)',
  ],
  [
    'a promise of another channel',
    () => new EmbeddedChannel().newPromise(),
    'WATERTIGHT_ILLEGAL_ARGUMENT: promise.channel does not match: [other] (expected: [this])',
  ],
])('a write with %s is refused, and its message released', ([, promiseOf, refusal]) => {
  const channel = new EmbeddedChannel();
  const promise = promiseOf(channel);
  const name = (text: unknown): string =>
    String(text).replace(String(channel), '[this]').replace(String(promise?.channel), '[other]');
  for (const write of ['write', 'writeAndFlush'] as const) {
    const message = Unpooled.copiedBuffer('out');
    expect([name(outcome(() => channel[write](message, promise))), message.refCnt]).toEqual([refusal, 0]);
  }
});

test('a write with a promise that was cancelled is no write, and its message released', () => {
  const channel = new EmbeddedChannel();
  const promise = channel.newPromise();
  promise.cancel();
  const message = Unpooled.copiedBuffer('out');
  expect(channel.writeAndFlush(message, promise)).toBe(promise);
  expect([message.refCnt, channel.outboundMessages()]).toEqual([0, []]);
});

test('nothing cannot be written', () => {
  const channel = new EmbeddedChannel();
  expect([null, undefined].map((nothing) => outcome(() => channel.write(nothing)))).toEqual([
    'WATERTIGHT_ILLEGAL_ARGUMENT: msg: null (expected: a message)',
    'WATERTIGHT_ILLEGAL_ARGUMENT: msg: undefined (expected: a message)',
  ]);
});

test('only writes take the void promise', () => {
  const channel = new EmbeddedChannel();
  expect(outcome(() => channel.close(channel.voidPromise()))).toBe(
    'WATERTIGHT_ILLEGAL_ARGUMENT: VoidChannelPromise not allowed for this operation',
  );
});

test('an error that comes when the promise is done already is a warning', () => {
  const log = logged();
  const channel = new EmbeddedChannel([
    {
      write(_ctx, _message, promise) {
        promise.setSuccess();
        fail();
      },
    },
  ]);
  void channel.write('out');
  expect(log).toEqual([
    'warn: Failed to mark a promise as failure because it is done already. The unnotified cause: RangeError: odd',
  ]);
});

test('writeAndFlush begins at the first handler that cares for either', () => {
  const events: string[] = [];
  const channel = new EmbeddedChannel([
    spy('first', events),
    {
      flush(ctx) {
        events.push('flushes');
        ctx.flush();
      },
    },
    {},
  ]);
  events.length = 0;
  void channel.writeAndFlush('out');
  expect(events).toEqual(['first.write', 'flushes', 'first.flush']);
});

test('a context makes buffers as the channel’s config says', () => {
  let capacity = 0;
  const channel = new EmbeddedChannel([
    {
      channelRead(ctx, message) {
        using buffer = ctx.alloc.buffer(7);
        capacity = buffer.capacity;
        ReferenceCountUtil.release(message);
      },
    },
    RELEASE,
  ]);
  channel.writeInbound('in');
  expect([capacity, channel.alloc]).toEqual([7, channel.config.allocator]);
});

test('bind, connect, disconnect and deregister go through the handlers', () => {
  const calls: unknown[] = [];
  class Note extends ChannelOutboundHandlerAdapter {
    override bind(ctx: ChannelHandlerContext, local: string, promise: ChannelPromise): void {
      calls.push(['bind', local]);
      super.bind(ctx, local, promise);
    }

    override connect(
      ctx: ChannelHandlerContext,
      remote: string,
      local: string | undefined,
      promise: ChannelPromise,
    ): void {
      calls.push(['connect', remote, local]);
      super.connect(ctx, remote, local, promise);
    }

    override disconnect(ctx: ChannelHandlerContext, promise: ChannelPromise): void {
      calls.push(['disconnect']);
      super.disconnect(ctx, promise);
    }

    override deregister(ctx: ChannelHandlerContext, promise: ChannelPromise): void {
      calls.push(['deregister']);
      super.deregister(ctx, promise);
    }
  }
  const events: string[] = [];
  const channel = new EmbeddedChannel([new Note(), spy('s', events)]);
  events.length = 0;
  const futures = [channel.bind('here'), channel.connect('there'), channel.deregister()];
  channel.runPendingTasks();
  futures.push(channel.disconnect());
  expect(calls).toEqual([['bind', 'here'], ['connect', 'there', undefined], ['deregister'], ['disconnect']]);
  expect(futures.map((future) => future.isSuccess() || said(future.cause))).toEqual([true, true, true, true]);
  expect([events, channel.isOpen()]).toEqual([
    ['s.channelUnregistered', 's.channelInactive', 's.handlerRemoved'],
    false,
  ]);
});
