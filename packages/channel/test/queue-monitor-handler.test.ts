import { type ByteBuf, Unpooled } from '@watertight/buffer';
import {
  Channel,
  EmbeddedChannel,
  type QueueAlarm,
  QueueMonitorHandler,
  type QueueMonitorOptions,
} from '@watertight/channel';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { logged } from './events.ts';
import { outcome } from './outcome.ts';
import { listen, openLoop } from './sockets.ts';
import { Unconnected } from './unconnected.ts';

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

/** An alarm in a line: `writes piled up: 392, limit 300, for 2000 ms`. */
function lineOf({ queue, state, size, limit, durationMs }: QueueAlarm): string {
  return `${queue} ${state}: ${size}, limit ${limit}, for ${durationMs} ms`;
}

/** A channel in which more than 300 bytes may wait for two seconds, and what there is to hear of it. */
function watched(options: QueueMonitorOptions = {}): { channel: EmbeddedChannel; alarms: string[] } {
  const alarms: string[] = [];
  const monitor = new QueueMonitorHandler({
    maxPendingWriteBytes: 300,
    onAlarm: (alarm) => void alarms.push(lineOf(alarm)),
    ...options,
  });
  return { channel: new EmbeddedChannel([monitor]), alarms };
}

/** Counts for 196 bytes while it waits. */
function message(): ByteBuf {
  return Unpooled.buffer(100).writeZero(100);
}

test('writes that pile up for too long are an alarm, once, and so is their end', () => {
  const { channel, alarms } = watched();
  const told: string[][] = [];
  const pass = (durationMs: number): void => {
    vi.advanceTimersByTime(durationMs);
    told.push(alarms.splice(0));
  };
  void channel.write(message());
  pass(10_000); // 196 bytes are not too much
  void channel.write(message());
  pass(2_000); // seen after one second, too much for one second since
  pass(1_000);
  pass(60_000);
  channel.flush();
  void channel.write(message());
  pass(5_000); // 196 bytes are more than half of the limit
  channel.flush();
  pass(1_000);
  pass(60_000);
  expect(told).toEqual([
    [],
    [],
    ['writes piled up: 392, limit 300, for 2000 ms'],
    [],
    [],
    ['writes drained: 0, limit 300, for 68000 ms'],
    [],
  ]);
  channel.finishAndReleaseAll();
});

test('writes that pile up and drain in time are no alarm, however often', () => {
  const { channel, alarms } = watched();
  for (let round = 0; round < 10; round += 1) {
    void channel.write(message());
    void channel.write(message());
    vi.advanceTimersByTime(2_000);
    channel.flush();
    vi.advanceTimersByTime(1_000);
  }
  channel.finishAndReleaseAll();
  expect(alarms).toEqual([]);
});

test('the alarm of a channel ends with the channel', () => {
  const { channel, alarms } = watched({ patienceMs: 0 });
  void channel.write(message());
  void channel.write(message());
  vi.advanceTimersByTime(1_000);
  channel.finish();
  expect(alarms).toEqual(['writes piled up: 392, limit 300, for 0 ms', 'writes drained: 0, limit 300, for 0 ms']);
});

test('tasks that pile up in a loop are an alarm, while they wait', async () => {
  const eventLoop = openLoop();
  const alarms: QueueAlarm[] = [];
  const monitor = new QueueMonitorHandler({
    maxPendingTasks: 2,
    patienceMs: 0,
    onAlarm: (alarm) => alarms.push(alarm),
  });
  const channel = new Channel(new Unconnected());
  channel.pipeline.addLast(monitor);
  await eventLoop.register(channel);
  for (let task = 0; task < 3; task += 1) {
    eventLoop.execute(() => undefined);
  }
  vi.advanceTimersByTime(1_000);
  await new Promise<void>((resolve) => eventLoop.execute(resolve));
  vi.advanceTimersByTime(1_000);
  expect(alarms).toEqual([
    { queue: 'tasks', executor: eventLoop, state: 'piled up', size: 3, limit: 2, durationMs: 0 },
    { queue: 'tasks', executor: eventLoop, state: 'drained', size: 0, limit: 2, durationMs: 1_000 },
  ]);
});

test('one monitor of several channels looks on when one has gone', () => {
  const alarms: string[] = [];
  const monitor = new QueueMonitorHandler({
    maxPendingWriteBytes: 100,
    patienceMs: 0,
    onAlarm: (alarm) => void alarms.push(lineOf(alarm)),
  });
  const [first, second] = [new EmbeddedChannel([monitor]), new EmbeddedChannel([monitor])];
  first.finish();
  void second.write(message());
  vi.advanceTimersByTime(1_000);
  second.finish();
  expect(alarms).toEqual(['writes piled up: 196, limit 100, for 0 ms', 'writes drained: 0, limit 100, for 0 ms']);
});

test('the channels of a monitor have one timer together, which ends with the last of them', async () => {
  const eventLoop = openLoop();
  const monitor = new QueueMonitorHandler();
  const channels = [new Channel(new Unconnected()), new Channel(new Unconnected()), new Channel(new Unconnected())];
  for (const channel of channels) {
    channel.pipeline.addLast(monitor);
    void eventLoop.register(channel);
  }
  const timers = [vi.getTimerCount()];
  for (const channel of channels) {
    await channel.close();
    await new Promise<void>((resolve) => eventLoop.execute(resolve));
    timers.push(vi.getTimerCount());
  }
  expect(timers).toEqual([1, 1, 1, 0]);
});

test('a server whose monitor looks can be shut down', async () => {
  const entries = logged();
  const eventLoop = openLoop();
  const monitor = new QueueMonitorHandler();
  await listen({ eventLoop, handler: monitor, handlers: () => [] });
  await listen({ eventLoop, handler: monitor, handlers: () => [] });
  await eventLoop.shutdownGracefully();
  expect([eventLoop.isTerminated(), entries]).toEqual([true, []]);
});

test('what an alarm sets off may throw, close the channel, and open others', () => {
  const entries = logged();
  const others: EmbeddedChannel[] = [];
  const monitor: QueueMonitorHandler = new QueueMonitorHandler({
    maxPendingWriteBytes: 100,
    patienceMs: 0,
    onAlarm(alarm) {
      if (alarm.queue === 'writes' && alarm.state === 'piled up') {
        others.push(new EmbeddedChannel([monitor]));
        alarm.channel.close();
        throw new Error('no');
      }
    },
  });
  const channel = new EmbeddedChannel([monitor]);
  void channel.write(message());
  vi.advanceTimersByTime(10_000);
  for (const other of others) {
    other.finish();
  }
  expect([channel.isOpen(), others.length, entries]).toEqual([
    false,
    1,
    ['warn: An exception was thrown by the onAlarm of a QueueMonitorHandler. Error: no'],
  ]);
});

/** One that warns, of more than a task or 300 bytes at once, and what it has said. */
function warning(): { channel: EmbeddedChannel; entries: string[] } {
  const monitor = new QueueMonitorHandler({ maxPendingTasks: 1, maxPendingWriteBytes: 300, patienceMs: 0 });
  return { channel: new EmbeddedChannel([monitor]), entries: logged() };
}

/** Has writes pile up, and drain. */
function pileUp(channel: EmbeddedChannel): void {
  void channel.write(message());
  void channel.write(message());
  vi.advanceTimersByTime(1_000);
  channel.flush();
  vi.advanceTimersByTime(1_000);
}

test('where nobody listens, an alarm is a warning with its numbers and what to do', async () => {
  const { channel, entries } = warning();
  const eventLoop = openLoop();
  eventLoop.execute(function saveAll() {});
  eventLoop.execute(() => undefined);
  vi.advanceTimersByTime(1_000);
  await new Promise<void>((resolve) => eventLoop.execute(resolve));
  vi.advanceTimersByTime(1_000);
  pileUp(channel);
  const description = String(channel);
  channel.finishAndReleaseAll();
  expect(entries.map((entry) => entry.replace(/waited for \d+ ms/, 'waited for … ms'))).toEqual([
    `warn: Tasks pile up in ${eventLoop.name}: 2 wait; for 0 ms there were more than 1. The first one, saveAll, has waited for … ms. Tasks come faster than they are run: add fewer, or make each shorter.`,
    `warn: The tasks of ${eventLoop.name} have drained: 0 wait; for 1000 ms there were more than 1.`,
    `warn: Writes pile up in ${description}: 392 bytes wait; for 0 ms there were more than 300. More is written than the peer reads: write only while isWritable(), or close the channel.`,
    `warn: The writes of ${description} have drained: 0 bytes wait; for 1000 ms there were more than 300.`,
  ]);
});

test('there are ten warnings a minute at most, and the next one counts those left out', () => {
  const { channel, entries } = warning();
  for (let round = 0; round < 20; round += 1) {
    pileUp(channel);
  }
  const inFirstMinute = entries.splice(0).length;
  vi.advanceTimersByTime(60_000);
  pileUp(channel);
  channel.finishAndReleaseAll();
  expect([inFirstMinute, entries.map((entry) => / \d+ more .*/.exec(entry)?.[0])]).toEqual([
    10,
    [' 30 more warnings of queues were left out.', undefined],
  ]);
});

test.for<readonly [name: string, value: number, expected: string]>([
  ['maxPendingTasks', 0.5, '> 0'],
  ['maxPendingWriteBytes', 0, '> 0'],
  ['patienceMs', -1, '>= 0'],
  ['intervalMs', 0, '> 0'],
  ['intervalMs', 2 ** 31, '0~2147483647'],
])('%s cannot be %d', ([name, value, expected]) => {
  expect(outcome(() => new QueueMonitorHandler({ [name]: value }))).toBe(
    `WATERTIGHT_ILLEGAL_ARGUMENT: ${name} : ${value} (expected: ${expected})`,
  );
});
