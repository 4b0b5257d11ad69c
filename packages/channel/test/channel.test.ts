import { Unpooled } from '@watertight/buffer';
import {
  Channel,
  ChannelInitializer,
  EmbeddedEventLoop,
  type EventLoop,
  RejectedExecutionError,
} from '@watertight/channel';
import { expect, test } from 'vitest';
import { logged, spy } from './events.ts';
import { outcome, said } from './outcome.ts';
import { Unconnected } from './unconnected.ts';

const ERROR = new RangeError('odd');

interface Registered {
  readonly channel: Channel;
  readonly transport: Unconnected;
  readonly eventLoop: EmbeddedEventLoop;
  readonly events: string[];
}

function register(): Registered {
  const transport = new Unconnected();
  const eventLoop = new EmbeddedEventLoop();
  const events: string[] = [];
  const channel = new Channel(transport);
  channel.pipeline.addLast(spy('s', events));
  channel.unsafe.register(eventLoop, channel.newPromise());
  events.length = 0;
  return { channel, transport, eventLoop, events };
}

test('a channel becomes active when it is connected, and reads by itself', () => {
  const { channel, transport, eventLoop, events } = register();
  const connected = channel.connect('there');
  expect([connected.isSuccess(), channel.isActive(), events]).toEqual([true, true, []]);
  eventLoop.runTasks();
  channel.pipeline.fireChannelReadComplete();
  expect([events, transport.reads]).toEqual([['s.channelActive', 's.channelReadComplete'], 2]);
});

test('a channel that does not read by itself reads when it is told to', () => {
  const { channel, transport, eventLoop } = register();
  channel.config.autoRead = false;
  void channel.connect('there');
  eventLoop.runTasks();
  expect(transport.reads).toBe(0);
  channel.read();
  expect(transport.reads).toBe(1);
  channel.config.autoRead = true;
  channel.config.autoRead = true;
  expect([transport.reads, channel.config.autoRead]).toEqual([2, true]);
});

test('a failure to read closes the channel', () => {
  const { channel, transport, eventLoop, events } = register();
  void channel.connect('there');
  eventLoop.runTasks();
  events.length = 0;
  channel.pipeline.addLast({ exceptionCaught: (_ctx, cause) => void events.push(said(cause)) });
  transport.failure = ERROR;
  channel.read();
  eventLoop.runTasks();
  expect(events).toEqual([
    's.exceptionCaught(RangeError: odd)',
    'RangeError: odd',
    's.channelInactive',
    's.channelUnregistered',
    's.handlerRemoved',
  ]);
});

test('a failure to write closes the channel, and what waits fails for it', () => {
  const { channel, transport } = register();
  void channel.connect('there');
  const message = Unpooled.copiedBuffer('out');
  const future = channel.write(message);
  transport.failure = ERROR;
  channel.flush();
  expect([said(future.cause), message.refCnt, channel.isOpen()]).toEqual(['RangeError: odd', 0, false]);
});

test('a message that the transport refuses is released', () => {
  const { channel, transport } = register();
  const message = Unpooled.copiedBuffer('out');
  transport.failure = ERROR;
  expect([said(channel.write(message).cause), message.refCnt]).toEqual(['RangeError: odd', 0]);
});

test('what is written to a closed channel is released, and told why it closed', () => {
  const { channel } = register();
  channel.unsafe.close(channel.newPromise(), ERROR);
  const message = Unpooled.copiedBuffer('out');
  const { cause } = channel.write(message);
  expect([said(cause), cause instanceof Error && cause.cause, message.refCnt]).toEqual([
    `WATERTIGHT_CLOSED_CHANNEL: ${channel} is closed: nothing can be read or written any more. Ask isActive() first.`,
    ERROR,
    0,
  ]);
});

test('a channel is closed once, and everybody is told', () => {
  const { channel, eventLoop, events } = register();
  const told: string[] = [];
  channel.closeFuture.addListener(() => void told.push('closed'));
  const futures = [channel.close(), channel.close()];
  eventLoop.runTasks();
  expect([told, futures.map((future) => future.isSuccess())]).toEqual([['closed'], [true, true]]);
  expect(events).toEqual(['s.close', 's.close', 's.channelUnregistered', 's.handlerRemoved']);
});

test('a channel whose transport does not close well is closed all the same', () => {
  const { channel, transport } = register();
  transport.failure = ERROR;
  expect([said(channel.close().cause), channel.closeFuture.isSuccess()]).toEqual(['RangeError: odd', true]);
});

test('a channel that is closed while it flushes ends when the flush does', () => {
  const { channel, transport, eventLoop, events } = register();
  void channel.connect('there');
  eventLoop.runTasks();
  events.length = 0;
  const message = Unpooled.copiedBuffer('out');
  transport.write = () => void channel.close();
  void channel.writeAndFlush(message);
  expect([events, message.refCnt]).toEqual([['s.write', 's.flush', 's.close'], 0]);
  eventLoop.runTasks();
  expect(events.slice(3)).toEqual(['s.channelInactive', 's.channelUnregistered', 's.handlerRemoved']);
});

test('what a channel has to do later has a name', () => {
  const { channel, eventLoop } = register();
  void channel.connect('there');
  const names = [eventLoop.firstTaskName];
  eventLoop.runTasks();
  void channel.close();
  expect([...names, eventLoop.firstTaskName]).toEqual(['fireChannelActive', 'fireChannelUnregistered']);
});

/** Loops that end with a task of the channel's still to be run. */
const ENDING: readonly Pick<EventLoop, 'execute'>[] = [
  { execute: (_task, dropped) => dropped?.() },
  {
    execute() {
      throw new RejectedExecutionError('terminated');
    },
  },
];

test.for(ENDING)('handlers are told of the end of a channel, though its loop ends before', ({ execute }) => {
  const { channel, eventLoop, events } = register();
  eventLoop.execute = execute;
  void channel.close();
  expect(events).toEqual(['s.close', 's.channelUnregistered', 's.handlerRemoved']);
});

test('operations fail for what their transport throws', () => {
  const { channel, transport } = register();
  const said_: string[] = [];
  for (const operation of [() => channel.bind('here'), () => channel.connect('there'), () => channel.disconnect()]) {
    transport.failure = ERROR;
    said_.push(said(operation().cause));
  }
  void channel.close();
  expect([...said_, said(channel.connect('there').cause)]).toEqual([
    'RangeError: odd',
    'RangeError: odd',
    'RangeError: odd',
    `WATERTIGHT_CLOSED_CHANNEL: ${channel} is closed: nothing can be read or written any more. Ask isActive() first.`,
  ]);
});

test('a channel is registered once', () => {
  const { channel, eventLoop } = register();
  const promise = channel.newPromise();
  channel.unsafe.register(eventLoop, promise);
  expect([said(promise.cause), channel.eventLoop]).toEqual([
    `WATERTIGHT_ILLEGAL_STATE: registered to an event loop already: ${channel}.`,
    eventLoop,
  ]);
  const other = new Channel(new Unconnected());
  expect([outcome(() => other.eventLoop), other.isRegistered()]).toEqual([
    `WATERTIGHT_ILLEGAL_STATE: channel not registered to an event loop: ${other}. Register it first.`,
    false,
  ]);
});

test('a channel that cannot be registered is closed', () => {
  const transport = new Unconnected();
  const channel = new Channel(transport);
  const promise = channel.newPromise();
  transport.failure = ERROR;
  channel.unsafe.register(new EmbeddedEventLoop(), promise);
  expect([said(promise.cause), channel.isOpen(), channel.closeFuture.isSuccess()]).toEqual([
    'RangeError: odd',
    false,
    true,
  ]);
});

test('an initializer that throws closes the channel', () => {
  const log = logged();
  const transport = new Unconnected();
  const channel = new Channel(transport);
  channel.pipeline.addLast(
    new ChannelInitializer(() => {
      throw ERROR;
    }),
  );
  channel.unsafe.register(new EmbeddedEventLoop(), channel.newPromise());
  expect([channel.isOpen(), channel.pipeline.names(), log]).toEqual([
    false,
    ['TailContext#0'],
    [`warn: Failed to initialize a channel. Closing: ${channel} RangeError: odd`],
  ]);
});

test.for<[local: string | undefined, remote: string | undefined, isActive: boolean, expected: string]>([
  [undefined, undefined, false, ''],
  ['here', undefined, false, ', L:here'],
  ['here', 'there', true, ', L:here - R:there'],
  ['here', 'there', false, ', L:here ! R:there'],
])('a channel from %s to %s is described', ([localAddress, remoteAddress, isActive, expected]) => {
  const transport = Object.assign(new Unconnected(), { localAddress, remoteAddress, isConnected: isActive });
  const channel = new Channel(transport);
  expect(String(channel)).toBe(`[id: 0x${channel.id}${expected}]`);
});

test('channels have ids of their own', () => {
  const [first, second] = [new Channel(new Unconnected()), new Channel(new Unconnected())];
  expect(first.id).not.toBe(second.id);
  expect(first.id).toMatch(/^[0-9a-f]{8}$/);
});
