import { AsyncLocalStorage } from 'node:async_hooks';
import { Unpooled } from '@watertight/buffer';
import { DefaultEventLoop, EmbeddedChannel, SocketChannel } from '@watertight/channel';
import { expect, test, vi } from 'vitest';
import { logged } from './events.ts';
import { Inbox } from './inbox.ts';
import { outcome, said } from './outcome.ts';
import { connect, listen, openLoop, turnOf } from './sockets.ts';

test('tasks run in their order, after what runs now', async () => {
  const eventLoop = openLoop();
  const events: string[] = [];
  eventLoop.execute(() => void events.push('first'));
  eventLoop.execute(() => void events.push('second'));
  events.push('now');
  await turnOf(eventLoop);
  expect(events).toEqual(['now', 'first', 'second']);
});

test('tells how many tasks wait, and the name of the one that waits longest', async () => {
  const eventLoop = openLoop();
  const figures = (): unknown[] => [eventLoop.pendingTasks, eventLoop.firstTaskName];
  const before = figures();
  eventLoop.execute(function saveAll() {});
  eventLoop.execute(() => undefined);
  const waiting = figures();
  await turnOf(eventLoop);
  expect([before, waiting, figures()]).toEqual([
    [0, undefined],
    [2, 'saveAll'],
    [0, undefined],
  ]);
});

test('what a task throws is a warning, and the next one runs', async () => {
  const entries = logged();
  const eventLoop = openLoop();
  eventLoop.execute(() => {
    throw new Error('no');
  });
  await turnOf(eventLoop);
  expect(entries).toEqual(['warn: A task raised an exception. Error: no']);
});

test('a task runs in the async context that it came from', async () => {
  const eventLoop = openLoop();
  const context = new AsyncLocalStorage<string>();
  const seen: unknown[] = [];
  for (const name of ['one', 'other']) {
    context.run(name, () => eventLoop.execute(() => void seen.push(context.getStore())));
  }
  await turnOf(eventLoop);
  expect(seen).toEqual(['one', 'other']);
});

test('tasks without end leave a turn to everything else', async () => {
  const eventLoop = new DefaultEventLoop({ maxTaskTimeMs: 1 });
  let isServed = false;
  eventLoop.execute(function again() {
    if (!isServed) {
      eventLoop.execute(again);
    }
  });
  await new Promise((resolve) => setTimeout(resolve));
  isServed = true;
  await eventLoop.shutdownGracefully();
  expect(eventLoop.isTerminated()).toBe(true);
});

test('tasks without end leave sockets their turn', async () => {
  const eventLoop = openLoop();
  let isServed = false;
  const again = (): void => {
    if (!isServed) {
      eventLoop.execute(again);
    }
  };
  const inbox = new Inbox();
  const server = await listen({
    eventLoop,
    handlers: () => [{ channelRead: (ctx, message) => void ctx.writeAndFlush(message) }],
  });
  const client = await connect(server, { eventLoop, handler: inbox });
  again();
  void client.writeAndFlush(Unpooled.copiedBuffer('hello'));
  const answer = await inbox.take(5);
  isServed = true;
  expect(answer).toBe('hello');
});

test('what is scheduled runs when it is due, unless it is cancelled', async () => {
  vi.useFakeTimers();
  const eventLoop = openLoop();
  const events: string[] = [];
  const kept = eventLoop.schedule(() => void events.push('run'), 100);
  const taken = eventLoop.schedule(
    () => void events.push('never'),
    100,
    () => void events.push('dropped'),
  );
  const cancels = [taken.cancel(), taken.cancel()];
  vi.advanceTimersByTime(99);
  await turnOf(eventLoop);
  const early = [...events];
  vi.advanceTimersByTime(1);
  await turnOf(eventLoop);
  vi.useRealTimers();
  expect({ cancels, early, events }).toEqual({
    cancels: [true, false],
    early: ['dropped'],
    events: ['dropped', 'run'],
  });
  expect([kept.isDone(), kept.isCancelled(), kept.cancel()]).toEqual([true, false, false]);
});

test('what is longer than a timer of Node takes is refused: it would be over at once', () => {
  const refusal = 'WATERTIGHT_ILLEGAL_ARGUMENT: delayMs : 2147483648 (expected: 0~2147483647)';
  for (const eventLoop of [openLoop(), new EmbeddedChannel().eventLoop]) {
    expect(outcome(() => eventLoop.schedule(() => undefined, 2 ** 31))).toBe(refusal);
  }
});

test('shutting down runs what waits, drops what is scheduled, and takes no more', async () => {
  const eventLoop = new DefaultEventLoop();
  const events: string[] = [];
  eventLoop.execute(() => void events.push('waited'));
  eventLoop.schedule(
    () => void events.push('never'),
    1_000_000,
    () => void events.push('dropped'),
  );
  await eventLoop.shutdownGracefully();
  expect(events).toEqual(['dropped', 'waited']);
  const refusal =
    'WATERTIGHT_REJECTED_EXECUTION: event loop terminated: nothing more can be executed. Ask isShuttingDown() first.';
  expect(outcome(() => eventLoop.execute(() => undefined))).toBe(refusal);
  expect(outcome(() => eventLoop.schedule(() => undefined, 1))).toBe(refusal);
});

test('a loop that has ended keeps the process waiting for nothing', async () => {
  const timers = (): number => process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length;
  const before = timers();
  const eventLoop = new DefaultEventLoop();
  eventLoop.schedule(() => undefined, 1_000_000);
  await eventLoop.shutdownGracefully();
  expect(timers()).toBe(before);
});

test('shutting down drops what still waits when its time is up', async () => {
  const eventLoop = new DefaultEventLoop({ maxTaskTimeMs: 1 });
  let dropped = 0;
  const again = (): void => {
    eventLoop.execute(again, () => {
      dropped += 1;
    });
  };
  again();
  await eventLoop.shutdownGracefully({ timeoutMs: 0 });
  expect([dropped, eventLoop.pendingTasks]).toEqual([1, 0]);
});

test('a loop that has been shut down closes a channel instead of taking it', async () => {
  const eventLoop = new DefaultEventLoop();
  await eventLoop.shutdownGracefully();
  const channel = new SocketChannel();
  const { cause } = eventLoop.register(channel);
  expect([said(cause), channel.isOpen()]).toEqual([
    'WATERTIGHT_REJECTED_EXECUTION: event loop terminated: nothing more can be executed. Ask isShuttingDown() first.',
    false,
  ]);
});

test('the clock of an embedded channel moves when it is told to', () => {
  const channel = new EmbeddedChannel();
  const events: string[] = [];
  const note = (event: string) => (): void => void events.push(event);
  const { eventLoop } = channel;
  eventLoop.schedule(note('late'), 20);
  eventLoop.schedule(() => {
    events.push('early');
    eventLoop.schedule(note('next'), 5);
  }, 10);
  eventLoop.schedule(note('never'), 30, note('dropped'));
  channel.advanceTimeBy(9);
  const before = [...events];
  channel.advanceTimeBy(11);
  channel.finish();
  expect([before, events]).toEqual([[], ['early', 'next', 'late', 'dropped']]);
});
