import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ReferenceCountUtil, Unpooled } from '@watertight/buffer';
import {
  type ChannelHandler,
  EmbeddedChannel,
  readTraffic,
  TrafficCapture,
  TrafficCaptureHandler,
  type TrafficRecord,
} from '@watertight/channel';
import { describe, expect, test } from 'vitest';
import { logged, RELEASE } from './events.ts';
import { said } from './outcome.ts';
import { capturePath } from './traffic.ts';

/** A connection whose reads go into `capture`. */
function openCaptured(capture: TrafficCapture, ...handlers: readonly ChannelHandler[]): EmbeddedChannel {
  return new EmbeddedChannel([...handlers, new TrafficCaptureHandler(capture), RELEASE]);
}

function read(channel: EmbeddedChannel, text: string): void {
  channel.writeInbound(Unpooled.copiedBuffer(text, 'latin1'));
}

/** What can be read of a capture, and why no more. */
async function recordsOf(path: string): Promise<{ records: TrafficRecord[]; error: unknown }> {
  const records: TrafficRecord[] = [];
  try {
    for await (const record of readTraffic(path)) {
      records.push(record);
    }
    return { records, error: undefined };
  } catch (error) {
    return { records, error };
  }
}

function described({ connection, timeMs, kind, bytes }: TrafficRecord): string {
  return `${timeMs} ms: ${connection} ${kind} ${Buffer.from(bytes).toString('latin1')}`.trimEnd();
}

/** Two connections, and the path of what they left. */
async function captureTwo(): Promise<string> {
  const capture = new TrafficCapture(capturePath());
  const [first, second] = [openCaptured(capture), openCaptured(capture)];
  read(first, 'GET a');
  first.advanceTimeBy(250);
  read(first, 'GET b');
  read(second, '\xff');
  first.finish();
  await capture.close();
  second.finish();
  return capture.path;
}

const TWO = [
  '0 ms: 1 opened',
  '0 ms: 2 opened',
  '0 ms: 1 read GET a',
  '250 ms: 1 read GET b',
  '0 ms: 2 read \xff',
  '250 ms: 1 closed',
];

test('a capture tells what its connections have read, and when', async () => {
  const { records, error } = await recordsOf(await captureTwo());
  expect([records.map(described), error]).toEqual([TWO, undefined]);
});

test('a capture is written as its format says', async () => {
  const capture = new TrafficCapture(capturePath());
  const channel = openCaptured(capture);
  read(channel, 'hi');
  channel.finish();
  await capture.close();
  // Length, kind, connection, time, checksum, bytes.
  expect(readFileSync(capture.path).toString('hex')).toBe(
    [
      '8957544341500d0a 00000001',
      '00000000 00 00000001 0000000000000000 de94e5fe',
      '00000002 01 00000001 0000000000000000 bc97d077 6869',
      '00000000 02 00000001 0000000000000000 bec850b5',
    ]
      .join('')
      .replaceAll(' ', ''),
  );
});

test('a message that is composite, empty or none of bytes is handed on as it is', async () => {
  const capture = new TrafficCapture(capturePath());
  const messages: unknown[] = [];
  const channel = new EmbeddedChannel([
    new TrafficCaptureHandler(capture),
    { channelRead: (_ctx, message) => void messages.push(message) },
  ]);
  const sent = [
    Unpooled.wrappedBuffer([Buffer.from('two '), Buffer.from('pieces')]),
    Unpooled.EMPTY_BUFFER,
    { text: 'no bytes' },
  ];
  channel.writeInbound(...sent);
  channel.finish();
  await capture.close();
  const { records } = await recordsOf(capture.path);
  expect([messages, records.map(described)]).toEqual([
    sent,
    ['0 ms: 1 opened', '0 ms: 1 read two pieces', '0 ms: 1 closed'],
  ]);
  for (const message of sent) {
    ReferenceCountUtil.release(message);
  }
});

test('a read of more than a record may have becomes several', async () => {
  const capture = new TrafficCapture(capturePath());
  const channel = openCaptured(capture);
  read(channel, 'x'.repeat(2_500_000));
  channel.finish();
  await capture.close();
  const { records } = await recordsOf(capture.path);
  expect(records.map(({ kind, bytes }) => [kind, bytes.length])).toEqual([
    ['opened', 0],
    ['read', 1_048_576],
    ['read', 1_048_576],
    ['read', 402_848],
    ['closed', 0],
  ]);
});

test('a capture that is full says so once, and lets the traffic go on', async () => {
  const entries = logged();
  const capture = new TrafficCapture(capturePath(), { maxBytes: 12 + 21 + 22 });
  const channel = openCaptured(capture);
  read(channel, 'a');
  read(channel, 'b');
  read(channel, 'c');
  const { state, writtenBytes } = capture;
  await capture.close();
  channel.finish();
  const { records, error } = await recordsOf(capture.path);
  expect([state, writtenBytes, records.map(described), error, entries]).toEqual([
    'full',
    55,
    ['0 ms: 1 opened', '0 ms: 1 read a'],
    undefined,
    [`warn: The capture ${capture.path} is full: it may have 55 bytes. What comes now is left out.`],
  ]);
});

test('a capture whose file cannot be written lets the traffic go on, and fails at its close', async () => {
  const entries = logged();
  const capture = new TrafficCapture(join(capturePath(), 'no folder'));
  const channel = openCaptured(capture);
  read(channel, 'x'.repeat(100_000));
  await new Promise<void>((resolve) => capture.whenWritable(resolve));
  read(channel, 'y');
  const { state } = capture;
  const closed = await capture.close().catch(said);
  expect([state, channel.isOpen(), closed, entries]).toEqual([
    'failed',
    true,
    `ENOENT: ENOENT: no such file or directory, open '${capture.path}'`,
    [
      `warn: The capture ${capture.path} cannot be written. Error: ENOENT: no such file or directory, open '${capture.path}'`,
    ],
  ]);
  channel.finish();
});

test('a channel is not asked for more while the file is behind', async () => {
  const capture = new TrafficCapture(capturePath());
  let asked = 0;
  const channel = openCaptured(capture, {
    read(ctx) {
      asked += 1;
      ctx.read();
    },
  });
  const before = asked;
  read(channel, 'x'.repeat(100_000));
  read(channel, 'y');
  const held = asked - before;
  await new Promise<void>((resolve) => capture.whenWritable(resolve));
  expect([held, asked - before]).toEqual([0, 1]);
  channel.finish();
  await capture.close();
});

test('no size that leaves no room for a record is taken', () => {
  expect(() => new TrafficCapture('never made', { maxBytes: 32 })).toThrow(
    expect.objectContaining({ code: 'WATERTIGHT_ILLEGAL_ARGUMENT', message: 'maxBytes: 32 (expected: >= 33)' }),
  );
});

describe('a damaged capture', () => {
  test.for<[what: string, damage: (capture: Buffer) => Buffer, offset: number, reason: string]>([
    [
      'that is empty',
      () => Buffer.alloc(0),
      0,
      'it does not begin as a capture does. Give a file that a TrafficCapture has written.',
    ],
    [
      'that is something else',
      () => Buffer.from('GET / HTTP/1.1\r\n\r\n'),
      0,
      'it does not begin as a capture does. Give a file that a TrafficCapture has written.',
    ],
    [
      'of a newer version',
      (capture) => Buffer.concat([capture.subarray(0, 11), Buffer.of(2), capture.subarray(12)]),
      0,
      'its version is 2, and this reader knows versions up to 1. Update @watertight/channel.',
    ],
    [
      'that is cut off in a header',
      (capture) => capture.subarray(0, 12 + 21 + 20),
      33,
      'a record begins there, of which there are only 20 bytes.',
    ],
    [
      'that is cut off in the bytes',
      (capture) => capture.subarray(0, 12 + 21 + 21 + 21 + 4),
      54,
      'its length is 5 bytes, of which there are 4.',
    ],
    [
      'with a length that cannot be',
      (capture) => Buffer.concat([capture.subarray(0, 33), Buffer.of(0x80), capture.subarray(34)]),
      33,
      'its length is 2147483648 bytes, and no record has more than 1048576.',
    ],
  ])('%s says where and why', async ([, damage, offset, reason]) => {
    const path = await captureTwo();
    writeFileSync(path, damage(readFileSync(path)));
    const { error } = await recordsOf(path);
    const advice = offset === 0 ? '' : ' With untilDamage, all before it is replayed.';
    expect(error).toMatchObject({
      code: 'WATERTIGHT_DAMAGED_CAPTURE',
      path,
      offset,
      message: `${path} cannot be read from byte ${offset} on: ${reason}${advice}`,
    });
  });

  test('with any bit flipped, or any end missing, gives what comes before and no more', async () => {
    const path = await captureTwo();
    const whole = readFileSync(path);
    const damaged = join(dirname(path), 'damaged');
    /** Where records begin, and where the last one ends. */
    const starts = [12, 33, 54, 80, 106, 128, 149];
    async function check(bytes: Buffer, at: number): Promise<void> {
      writeFileSync(damaged, bytes);
      const { records, error } = await recordsOf(damaged);
      const numWhole = starts.filter((start, index) => index > 0 && start <= at).length;
      expect([records.map(described), said(error).split(':', 1)[0]]).toEqual([
        TWO.slice(0, numWhole),
        starts.includes(bytes.length) && bytes.length === at ? 'undefined' : 'WATERTIGHT_DAMAGED_CAPTURE',
      ]);
    }
    expect(whole.length).toBe(starts.at(-1));
    for (let at = 0; at < whole.length; at += 1) {
      const flipped = Buffer.from(whole);
      flipped.writeUInt8(flipped.readUInt8(at) ^ (1 << (at % 8)), at);
      await check(flipped, at);
      await check(whole.subarray(0, at), at);
    }
  });
});
