import { Unpooled } from '@watertight/buffer';
import {
  ChannelDuplexHandler,
  type ChannelHandler,
  type ChannelHandlerContext,
  type ChannelPromise,
  ChunkedWriteHandler,
  EmbeddedChannel,
  LineBasedFrameDecoder,
} from '@watertight/channel';
import { type LeakReport, leakDetector, toReport } from '@watertight/leak-detector';
import { expect, test } from 'vitest';
import { Letters } from './letters.ts';

/** The hand-overs that are left of what `fn` leaves open: what each says, and who it was that handed over. */
function routesOf(fn: () => void): readonly string[][] {
  const scope = leakDetector.openScope('a leaking pipeline', 'test');
  try {
    scope.run(fn);
    return scope.open.map((tracker) => routeOf(toReport(tracker, 'unknown')));
  } finally {
    scope.close();
  }
}

function routeOf({ ownership }: LeakReport): string[] {
  return ownership
    .filter(({ operation }) => operation === 'touch')
    .map(({ hint, stack }) => `${stack[0]?.functionName || '(anonymous)'}: ${hint}`);
}

class Passes extends ChannelDuplexHandler {
  override channelRead(ctx: ChannelHandlerContext, message: unknown): void {
    ctx.fireChannelRead(message);
  }

  override write(ctx: ChannelHandlerContext, message: unknown, promise: ChannelPromise): void {
    ctx.write(message, promise);
  }
}

const DROPS: ChannelHandler = { isSharable: true, channelRead: () => undefined, write: () => undefined };

test('the report of a message that a handler dropped reads as its route', () => {
  const routes = routesOf(function test() {
    const channel = new EmbeddedChannel();
    channel.pipeline.addLast('auth', new Passes()).addLast('log', {}).addLast('business', DROPS);
    channel.writeInbound(Unpooled.copiedBuffer('request'));
  });
  expect(routes).toEqual([
    [
      "test: 'auth' will handle the message from this point.",
      "Passes.channelRead: 'business' will handle the message from this point.",
    ],
  ]);
});

test('the report of a message that is dropped on its way out reads as its route', () => {
  const routes = routesOf(function test() {
    const channel = new EmbeddedChannel();
    channel.pipeline.addLast('limit', DROPS).addLast('encoder', new Passes());
    void channel.writeAndFlush(Unpooled.copiedBuffer('response'));
  });
  expect(routes).toEqual([
    [
      "test: 'encoder' will handle the message from this point.",
      "Passes.write: 'limit' will handle the message from this point.",
    ],
  ]);
});

test('the report of a write that was never flushed says where it waits', () => {
  const routes = routesOf(function test() {
    void new EmbeddedChannel().write(Unpooled.copiedBuffer('response'));
  });
  expect(routes).toEqual([
    [
      "test: 'HeadContext#0' will handle the message from this point.",
      'test: ChannelOutboundBuffer holds the message from this point.',
    ],
  ]);
});

test('the report of a frame names who got it', () => {
  const routes = routesOf(function test() {
    const channel = new EmbeddedChannel();
    channel.pipeline.addLast('lines', new LineBasedFrameDecoder({ maxLength: 80 })).addLast('business', DROPS);
    channel.writeInbound(Unpooled.copiedBuffer('line\n'));
  });
  expect(routes).toEqual([
    [
      "test: 'lines' will handle the message from this point.",
      "test: 'business' will handle the message from this point.",
    ],
  ]);
});

test('the report of a message that a test has read and not released says so', () => {
  const routes = routesOf(function test() {
    const channel = new EmbeddedChannel();
    channel.writeInbound(Unpooled.copiedBuffer('in'));
    channel.readInbound();
  });
  expect(routes).toEqual([
    [
      "test: 'TailContext#0' will handle the message from this point.",
      'test: Caller of readInbound() will handle the message from this point',
    ],
  ]);
});

test('an input that nobody closes is a leak, with its route', () => {
  const routes = routesOf(function test() {
    const channel = new EmbeddedChannel();
    channel.pipeline.addLast('chunks', new ChunkedWriteHandler()).addLast('limit', DROPS);
    void channel.writeAndFlush(new Letters('abc'));
  });
  expect(routes).toEqual([["test: 'limit' will handle the message from this point."]]);
});
