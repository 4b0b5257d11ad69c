import { type ByteBuf, DefaultByteBufHolder, Unpooled } from '@watertight/buffer';
import {
  Channel,
  type ChannelFuture,
  EmbeddedEventLoop,
  messageSizeBytes,
  WriteBufferWaterMark,
} from '@watertight/channel';
import { expect, test } from 'vitest';
import { spy } from './events.ts';
import { outcome, said } from './outcome.ts';
import { Unconnected } from './unconnected.ts';

interface Connected {
  readonly channel: Channel;
  readonly transport: Unconnected;
  readonly eventLoop: EmbeddedEventLoop;
  readonly events: string[];
}

/** A channel on a transport that writes when it is told to. */
function connect(low = 100, high = 200): Connected {
  const transport = new Unconnected();
  const events: string[] = [];
  const eventLoop = new EmbeddedEventLoop();
  const channel = new Channel(transport, { writeBufferWaterMark: new WriteBufferWaterMark(low, high) });
  channel.unsafe.register(eventLoop, channel.newPromise());
  void channel.connect('there');
  channel.pipeline.addLast(spy('s', events));
  events.length = 0;
  return { channel, transport, eventLoop, events };
}

function bytes(length: number): ByteBuf {
  return Unpooled.buffer(length).writeZero(length);
}

function sayOf(future: ChannelFuture): string {
  return future.isSuccess()
    ? 'success'
    : future.isDone()
      ? said(future.cause).replace(/\[id: \w+\]/, '[id]')
      : 'pending';
}

const CLOSED =
  'WATERTIGHT_CLOSED_CHANNEL: [id] is closed: nothing can be read or written any more. Ask isActive() first.';

test('a message is released when it has been written', () => {
  const { channel, transport } = connect();
  const [first, second, third] = [bytes(1), bytes(2), bytes(3)];
  const futures = [channel.write(first), channel.writeAndFlush(second), channel.write(third)];
  const buffer = transport.buffer;
  expect([buffer?.current(), buffer?.size, buffer?.isEmpty()]).toEqual([first, 2, false]);
  expect([buffer?.remove(), first.refCnt, buffer?.current()]).toEqual([true, 0, second]);
  expect([buffer?.fail(new RangeError('odd')), second.refCnt, buffer?.current()]).toEqual([true, 0, undefined]);
  expect([buffer?.remove(), buffer?.fail(1), buffer?.isEmpty(), third.refCnt]).toEqual([false, false, true, 1]);
  expect(futures.map(sayOf)).toEqual(['success', 'RangeError: odd', 'pending']);
  void channel.close();
  expect([sayOf(futures[2] ?? channel.newPromise()), third.refCnt]).toEqual([CLOSED, 0]);
});

test('the water marks make a channel unwritable and writable again', () => {
  const { channel, transport, events } = connect(100, 200);
  const buffer = channel.unsafe.outboundBuffer;
  const state = (): unknown => [
    buffer?.totalPendingWriteBytes,
    channel.isWritable(),
    channel.bytesBeforeUnwritable,
    channel.bytesBeforeWritable,
  ];
  expect(state()).toEqual([0, true, 201, 0]);
  void channel.write(bytes(4));
  expect(state()).toEqual([100, true, 101, 0]);
  void channel.write(bytes(4));
  expect(state()).toEqual([200, true, 1, 0]);
  void channel.write('8 bytes');
  expect(state()).toEqual([304, false, 0, 205]);
  channel.flush();
  transport.buffer?.remove();
  transport.buffer?.remove();
  expect(state()).toEqual([104, false, 0, 5]);
  transport.buffer?.remove();
  expect(state()).toEqual([0, true, 201, 0]);
  expect(events).toEqual([
    's.write',
    's.write',
    's.write',
    's.channelWritabilityChanged(false)',
    's.flush',
    's.channelWritabilityChanged(true)',
  ]);
});

test('a channel is writable only when all flags of its users are', () => {
  const { channel, events } = connect();
  const buffer = channel.unsafe.outboundBuffer;
  buffer?.setUserDefinedWritability(1, false);
  buffer?.setUserDefinedWritability(31, false);
  expect([1, 2, 31].map((index) => buffer?.getUserDefinedWritability(index))).toEqual([false, true, false]);
  buffer?.setUserDefinedWritability(1, true);
  expect(channel.isWritable()).toBe(false);
  buffer?.setUserDefinedWritability(31, true);
  expect(events).toEqual(['s.channelWritabilityChanged(false)', 's.channelWritabilityChanged(true)']);
  expect([0, 32, 1.5].map((index) => outcome(() => buffer?.getUserDefinedWritability(index)))).toEqual([
    'WATERTIGHT_ILLEGAL_ARGUMENT: index: 0 (expected: 1~31)',
    'WATERTIGHT_ILLEGAL_ARGUMENT: index: 32 (expected: 1~31)',
    'WATERTIGHT_ILLEGAL_ARGUMENT: index: 1.5 (expected: 1~31)',
  ]);
});

test('a write that is cancelled before its flush is released then, and not written', () => {
  const { channel, transport, events } = connect(100, 200);
  const [first, second, third] = [bytes(1), bytes(200), bytes(3)];
  const futures = [channel.write(first), channel.write(second), channel.write(third)];
  expect([futures[1]?.cancel(), second.refCnt]).toEqual([true, 1]);
  channel.flush();
  expect([second.refCnt, channel.unsafe.outboundBuffer?.totalPendingWriteBytes]).toEqual([0, 97 + 99]);
  expect([futures[0]?.cancel(), transport.buffer?.size]).toEqual([false, 2]);
  while (transport.buffer?.remove()) {}
  expect([first.refCnt, third.refCnt, futures.map(sayOf)]).toEqual([
    0,
    0,
    ['success', 'WATERTIGHT_CANCELLED: The operation was cancelled before it began.', 'success'],
  ]);
  expect(events.filter((event) => event.includes('Writability'))).toEqual([
    's.channelWritabilityChanged(false)',
    's.channelWritabilityChanged(true)',
  ]);
});

test('writability is told when all is flushed, to those who flush again from there', () => {
  const { channel, transport } = connect(100, 200);
  const written: unknown[] = [];
  channel.pipeline.addLast({
    channelWritabilityChanged(ctx) {
      if (ctx.channel.isWritable()) {
        void ctx.writeAndFlush('more');
      }
    },
  });
  const cancelled = channel.write(bytes(300));
  void channel.write('first');
  cancelled.cancel();
  channel.flush();
  for (let message = transport.buffer?.current(); message !== undefined; message = transport.buffer?.current()) {
    written.push(message);
    transport.buffer?.remove();
  }
  expect([written, channel.unsafe.outboundBuffer?.totalPendingWriteBytes]).toEqual([['first', 'more'], 0]);
});

test('what waits when the channel closes is released, flushed or not', () => {
  const { channel, events } = connect(100, 200);
  const [flushed, unflushed] = [bytes(300), bytes(300)];
  const buffer = channel.unsafe.outboundBuffer;
  const futures = [channel.writeAndFlush(flushed), channel.write(unflushed)];
  const closed = channel.close();
  expect([flushed.refCnt, unflushed.refCnt, buffer?.totalPendingWriteBytes]).toEqual([0, 0, 0]);
  expect([...futures, closed].map(sayOf)).toEqual([CLOSED, CLOSED, 'success']);
  expect([channel.isWritable(), channel.bytesBeforeUnwritable, channel.bytesBeforeWritable]).toEqual([
    false,
    0,
    Number.POSITIVE_INFINITY,
  ]);
  // The channel is gone: nobody is told that it could be written to.
  expect(events.slice(1)).toEqual(['s.channelWritabilityChanged(false)', 's.flush', 's.write', 's.close']);
});

test('a listener that closes the channel while its writes fail finds everything released', () => {
  const { channel, transport } = connect();
  const messages = [bytes(1), bytes(2), bytes(3)];
  const futures = messages.map((message) => channel.write(message));
  futures[0]?.addListener(() => void channel.close());
  transport.isConnected = false;
  channel.flush();
  expect(messages.map(({ refCnt }) => refCnt)).toEqual([0, 0, 0]);
  const notConnected =
    'WATERTIGHT_NOT_YET_CONNECTED: [id] is not connected yet. What was written has been released; write in channelActive, or later.';
  expect(futures.map(sayOf)).toEqual([notConnected, notConnected, notConnected]);
  expect(channel.isOpen()).toBe(false);
});

test('a message counts for its readable bytes', () => {
  const buffer = bytes(5).skipBytes(2);
  using holder = new DefaultByteBufHolder(buffer);
  expect([buffer, holder, new Uint8Array(7), 'text', {}, null].map(messageSizeBytes)).toEqual([3, 3, 7, 8, 8, 8]);
});

test.for([
  [-1, 5, 'WATERTIGHT_ILLEGAL_ARGUMENT: writeBufferLowWaterMark: -1 (expected: >= 0)'],
  [6, 5, "WATERTIGHT_ILLEGAL_ARGUMENT: write buffer's high water mark cannot be less than low water mark (6): 5"],
] as const)('water marks of %d and %d are refused', ([low, high, refusal]) => {
  expect(outcome(() => new WriteBufferWaterMark(low, high))).toBe(refusal);
});

test('water marks are 32 and 64 KiB unless they are given', () => {
  const { low, high } = new Channel(new Unconnected()).config.writeBufferWaterMark;
  expect([low, high]).toEqual([32_768, 65_536]);
});
