import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { Unpooled } from '@watertight/buffer';
import {
  type ChannelHandler,
  ChannelInitializer,
  EmbeddedChannel,
  IdleStateHandler,
  type IdleStateHandlerOptions,
  ReadTimeoutHandler,
  WriteTimeoutHandler,
} from '@watertight/channel';
import { expect, test } from 'vitest';
import { RELEASE } from './events.ts';
import { pairOf } from './local-pair.ts';
import { outcome, said } from './outcome.ts';
import { openLoop } from './sockets.ts';

interface Watched {
  readonly channel: EmbeddedChannel;
  /** Events, with the time at which they came. */
  readonly events: string[];
  /** Moves the clock. */
  wait(durationMs: number): void;
}

function watched(options: IdleStateHandlerOptions, first: ChannelHandler = {}): Watched {
  const events: string[] = [];
  const channel = new EmbeddedChannel([
    first,
    new IdleStateHandler(options),
    { ...RELEASE, userEventTriggered: (_ctx, event) => void events.push(`${channel.eventLoop.nowMs}: ${event}`) },
  ]);
  return { channel, events, wait: (durationMs) => channel.advanceTimeBy(durationMs) };
}

test('a channel that reads nothing is told of it, again and again', () => {
  const { channel, events, wait } = watched({ readerIdleMs: 100 });
  wait(60);
  channel.writeInbound(1);
  wait(250);
  channel.writeInbound(2);
  channel.writeOutbound(3);
  wait(100);
  channel.finishAndReleaseAll();
  expect(events).toEqual([
    '160: IdleStateEvent(READER_IDLE, first)',
    '260: IdleStateEvent(READER_IDLE)',
    '410: IdleStateEvent(READER_IDLE, first)',
  ]);
});

test('a read that is not complete is no silence', () => {
  const { channel, events, wait } = watched({ readerIdleMs: 100, allIdleMs: 100 });
  channel.writeOneInbound(1);
  wait(350);
  channel.flushInbound();
  wait(100);
  expect(events).toEqual(['450: IdleStateEvent(READER_IDLE, first)', '450: IdleStateEvent(ALL_IDLE, first)']);
});

test('a channel that writes nothing is told of it', () => {
  const { channel, events, wait } = watched({ writerIdleMs: 100 });
  wait(60);
  channel.writeOutbound(1);
  channel.writeInbound(2);
  wait(150);
  channel.writeAndFlush(3, channel.voidPromise());
  wait(100);
  channel.finishAndReleaseAll();
  expect(events).toEqual(['160: IdleStateEvent(WRITER_IDLE, first)', '310: IdleStateEvent(WRITER_IDLE, first)']);
});

test('a write counts when it is done', () => {
  const { channel, events, wait } = watched({ writerIdleMs: 100 });
  channel.write(1);
  wait(60);
  channel.flush();
  wait(99);
  expect(events).toEqual([]);
  wait(1);
  channel.finishAndReleaseAll();
  expect(events).toEqual(['160: IdleStateEvent(WRITER_IDLE, first)']);
});

test('reading and writing both keep a channel from being idle', () => {
  const { channel, events, wait } = watched({ allIdleMs: 100 });
  wait(60);
  channel.writeInbound(1);
  wait(60);
  channel.writeOutbound(2);
  wait(199);
  channel.finishAndReleaseAll();
  expect(events).toEqual(['220: IdleStateEvent(ALL_IDLE, first)']);
});

test('a failure of a write without a promise still is an exception', () => {
  const fails: ChannelHandler = {
    write: (_ctx, _message, promise) => void promise.setFailure(new RangeError('odd')),
  };
  const { channel } = watched({ writerIdleMs: 100 }, fails);
  channel.write(1, channel.voidPromise());
  expect(outcome(() => channel.checkException())).toBe('RangeError: odd');
});

test.for<[string, (channel: EmbeddedChannel) => void]>([
  ['the channel ends', (channel) => void channel.close()],
  ['the handler is removed', ({ pipeline }) => void pipeline.remove(IdleStateHandler)],
])('nothing more is told when %s', ([, end]) => {
  const { channel, events, wait } = watched({ readerIdleMs: 100, writerIdleMs: 100, allIdleMs: 100 });
  end(channel);
  wait(1000);
  channel.finishAndReleaseAll();
  expect(events).toEqual([]);
});

test('a handler that is added later counts from then on', () => {
  const { channel, events, wait } = watched({});
  wait(500);
  channel.pipeline.addFirst(new IdleStateHandler({ readerIdleMs: 100 }));
  wait(100);
  expect(events).toEqual(['600: IdleStateEvent(READER_IDLE, first)']);
});

test('what a subclass throws is an exception of the pipeline', () => {
  class Fails extends IdleStateHandler {
    protected override channelIdle(): void {
      throw new RangeError('odd');
    }
  }
  const channel = new EmbeddedChannel([new Fails({ readerIdleMs: 100 })]);
  channel.advanceTimeBy(100);
  expect(outcome(() => channel.checkException())).toBe('RangeError: odd');
});

test.for([0.5, -1, 2 ** 31, Number.POSITIVE_INFINITY])('%d ms cannot be waited for', (timeMs) => {
  expect([
    outcome(() => new IdleStateHandler({ allIdleMs: timeMs })),
    outcome(() => new WriteTimeoutHandler(timeMs)),
  ]).toEqual([
    `WATERTIGHT_ILLEGAL_ARGUMENT: allIdleMs : ${timeMs} (expected: 0~2147483647)`,
    `WATERTIGHT_ILLEGAL_ARGUMENT: timeoutMs : ${timeMs} (expected: 0~2147483647)`,
  ]);
});

/** A channel with two sides in one process, which nothing but a handler's timers could keep alive. */
const SCRIPT = `
import * as channel from '@watertight/channel';
const eventLoop = new channel.DefaultEventLoop();
const handler = { isSharable: true, handlerAdded: ({ pipeline }) => pipeline.addLast(
  new channel.IdleStateHandler({ allIdleMs: 60_000 }), new channel.WriteTimeoutHandler(60_000)) };
const address = new channel.LocalAddress('here');
await new channel.ServerBootstrap({ eventLoop, childHandler: handler, childOptions: { autoRead: false } }).bind(address);
const client = await new channel.Bootstrap({ eventLoop, handler }).connect(address);
for (let count = 0; count < 70; count += 1) {
  client.writeAndFlush(count);
}
console.log(client.isActive());
`;

test('timers keep no process alive', async () => {
  const args = ['--input-type=module', '--eval', SCRIPT];
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: import.meta.dirname, timeout: 30_000 });
  expect(stdout).toBe('true\n');
});

test('a peer that is silent for too long is hung up on', () => {
  const channel = new EmbeddedChannel([new ReadTimeoutHandler(100), RELEASE]);
  channel.advanceTimeBy(60);
  channel.writeInbound(1);
  channel.advanceTimeBy(99);
  const description = String(channel);
  const wasOpen = channel.isOpen();
  channel.advanceTimeBy(1);
  expect([wasOpen, channel.isOpen(), outcome(() => channel.checkException())]).toEqual([
    true,
    false,
    `WATERTIGHT_READ_TIMEOUT: nothing was read for 100 ms: ${description} is closed. ReadTimeoutHandler can be given more time.`,
  ]);
});

test('a write that takes too long closes the channel, and is released', () => {
  const channel = new EmbeddedChannel([new WriteTimeoutHandler(100)]);
  const message = Unpooled.copiedBuffer('slow');
  void channel.writeOutbound(Unpooled.EMPTY_BUFFER);
  const future = channel.write(message);
  channel.advanceTimeBy(99);
  const description = String(channel);
  const wasDone = future.isDone();
  channel.advanceTimeBy(1);
  expect([wasDone, message.refCnt, said(future.cause)]).toEqual([
    false,
    0,
    `WATERTIGHT_CLOSED_CHANNEL: ${description} is closed: nothing can be read or written any more. Ask isActive() first.`,
  ]);
  expect(outcome(() => channel.finishAndReleaseAll())).toBe(
    `WATERTIGHT_WRITE_TIMEOUT: a write was not done after 100 ms: ${description} is closed. WriteTimeoutHandler can be given more time.`,
  );
});

test('a write that is done in time, or whose handler is removed, closes nothing', () => {
  const channel = new EmbeddedChannel([new WriteTimeoutHandler(100)]);
  channel.writeOutbound(1);
  channel.write(2);
  channel.pipeline.remove(WriteTimeoutHandler);
  channel.advanceTimeBy(100);
  expect([channel.isOpen(), channel.finishAndReleaseAll()]).toEqual([true, true]);
});

test('a write while the event loop is shut down is released as ever', async () => {
  const message = Unpooled.copiedBuffer('late');
  const eventLoop = openLoop();
  await pairOf({
    loops: [eventLoop, eventLoop],
    client: new ChannelInitializer(({ pipeline }) => {
      pipeline.addLast({ channelInactive: ({ channel }) => void channel.write(message) }, new WriteTimeoutHandler(100));
    }),
  });
  await eventLoop.shutdownGracefully();
  expect(message.refCnt).toBe(0);
});
