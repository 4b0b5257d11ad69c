import { readFileSync, writeFileSync } from 'node:fs';
import { ByteBuf, Unpooled } from '@watertight/buffer';
import {
  answersToTraffic,
  Bootstrap,
  type ChannelHandler,
  type ChannelHandlerContext,
  EmbeddedChannel,
  LineBasedFrameDecoder,
  replayTraffic,
  SimpleChannelInboundHandler,
  TrafficCapture,
  TrafficCaptureHandler,
} from '@watertight/channel';
import { expect, test } from 'vitest';
import { RELEASE } from './events.ts';
import { Inbox } from './inbox.ts';
import { said } from './outcome.ts';
import { connect, endpointOf, listen, openLoop } from './sockets.ts';
import { capturePath } from './traffic.ts';

/** A capture of two connections that send lines, with 100 ms between one read and the next. */
async function captureLines(): Promise<string> {
  const capture = new TrafficCapture(capturePath());
  const [first, second] = [1, 2].map(() => new EmbeddedChannel([new TrafficCaptureHandler(capture), RELEASE]));
  for (const [channel, text] of [
    [first, 'on'],
    [second, 'three\nfour'],
    [first, 'e\ntwo\n'],
  ] as const) {
    channel?.writeInbound(Unpooled.copiedBuffer(text));
    first?.advanceTimeBy(100);
    second?.advanceTimeBy(100);
  }
  first?.finish();
  await capture.close();
  second?.finish();
  return capture.path;
}

/** Answers each line by its length. */
class Lengths extends SimpleChannelInboundHandler<ByteBuf> {
  constructor() {
    super(ByteBuf);
  }

  protected override channelRead0(ctx: ChannelHandlerContext, line: ByteBuf): void {
    void ctx.writeAndFlush(Unpooled.copiedBuffer(`${line.readableBytes};`));
  }
}

const handlers = (): ChannelHandler[] => [new LineBasedFrameDecoder({ maxLength: 80 }), new Lengths()];

test('handlers answer a capture as they answered its connections', async () => {
  const answers = await answersToTraffic(await captureLines(), handlers);
  expect([...answers].map(([connection, bytes]) => `${connection}: ${bytes}`)).toEqual(['1: 3;3;', '2: 5;']);
});

test.for([
  [false, [0, 0, 0]],
  [true, [0, 100, 200]],
] as const)('a replay that is timed (%s) moves the clocks of its channels', async ([timed, expected]) => {
  const timesMs: number[] = [];
  const clock: ChannelHandler = {
    channelRead: (ctx, message) => {
      timesMs.push(ctx.channel.eventLoop.nowMs);
      ctx.fireChannelRead(message);
    },
  };
  await answersToTraffic(await captureLines(), () => [{ ...clock }, RELEASE], { timed });
  expect(timesMs).toEqual(expected);
});

test('a replay gives the channels back, of which those are open whose connections were', async () => {
  const { channels, records, damage } = await replayTraffic(await captureLines(), () => new EmbeddedChannel([RELEASE]));
  expect([[...channels].map(([connection, channel]) => [connection, channel.isOpen()]), records, damage]).toEqual([
    [
      [1, false],
      [2, true],
    ],
    6,
    undefined,
  ]);
  for (const channel of channels.values()) {
    channel.finish();
  }
});

test('what no handler has caught ends the replay, and its channels', async () => {
  const opened: EmbeddedChannel[] = [];
  const path = await captureLines();
  const replay = replayTraffic(path, () => {
    const channel = new EmbeddedChannel([
      new LineBasedFrameDecoder({ maxLength: 80 }),
      {
        channelRead(ctx, message) {
          ctx.fireChannelRead(message);
          throw new RangeError('odd');
        },
      },
    ]);
    opened.push(channel);
    return channel;
  });
  expect(await replay.catch(said)).toBe('RangeError: odd');
  expect(opened.map((channel) => channel.isOpen())).toEqual([false, false]);
});

test('a channel that its handler closes is not written to any more', async () => {
  const answers = await answersToTraffic(await captureLines(), () => [
    {
      channelRead(ctx, message) {
        ctx.writeAndFlush(message).addListener(() => ctx.close());
      },
    },
  ]);
  expect([...answers.values()].map(String)).toEqual(['on', 'three\nfour']);
});

test('a damaged capture is replayed until its damage where that is asked for', async () => {
  const path = await captureLines();
  writeFileSync(path, readFileSync(path).subarray(0, -1));
  const { records, damage, channels } = await replayTraffic(path, () => new EmbeddedChannel([RELEASE]), {
    untilDamage: true,
  });
  for (const channel of channels.values()) {
    channel.finish();
  }
  expect([records, damage?.code]).toEqual([5, 'WATERTIGHT_DAMAGED_CAPTURE']);
  expect(await answersToTraffic(path, handlers).catch(({ code }) => code)).toBe('WATERTIGHT_DAMAGED_CAPTURE');
});

test('a file that is not there is its own error', async () => {
  const replay = replayTraffic(capturePath(), () => new EmbeddedChannel());
  expect(await replay.catch(({ code }) => code)).toBe('ENOENT');
});

test('the traffic of a server is captured, and replayed over a socket', async () => {
  const eventLoop = openLoop();
  const capture = new TrafficCapture(capturePath());
  const server = await listen({ eventLoop, handlers: () => [new TrafficCaptureHandler(capture), ...handlers()] });
  const inbox = new Inbox();
  const client = await connect(server, { eventLoop, handler: inbox });
  await client.writeAndFlush(Unpooled.copiedBuffer('one\nthree\n'));
  const answers = [await inbox.take(4)];
  await capture.close();
  const replayed = new Inbox();
  const bootstrap = new Bootstrap({ eventLoop, handler: replayed });
  const { channels } = await replayTraffic(capture.path, () => bootstrap.connect(endpointOf(server)), { timed: true });
  answers.push(await replayed.take(4));
  expect([answers, channels.size]).toEqual([['3;5;', '3;5;'], 1]);
});
