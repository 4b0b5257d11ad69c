import { AsyncLocalStorage } from 'node:async_hooks';
import { ReferenceCountUtil, Unpooled } from '@watertight/buffer';
import {
  type ChannelHandler,
  type DefaultEventLoop,
  type LocalChannel,
  WriteBufferWaterMark,
} from '@watertight/channel';
import { describe, expect, test } from 'vitest';
import { spy } from './events.ts';
import { PAUSED, pairOf } from './local-pair.ts';
import { said } from './outcome.ts';
import { openLoop, turnOf } from './sockets.ts';

/** Keeps what it reads, and owns it. */
function keeper(messages: unknown[]): ChannelHandler {
  return { channelRead: (_ctx, message) => void messages.push(message) };
}

const LOOPS: Readonly<Record<string, () => readonly [DefaultEventLoop, DefaultEventLoop]>> = {
  'in one event loop': () => {
    const eventLoop = openLoop();
    return [eventLoop, eventLoop];
  },
  'between two event loops': () => [openLoop(), openLoop()],
};

describe.for(Object.entries(LOOPS))('%s', ([, loops]) => {
  test('10,000 messages come over either way, in their order and as they are', async () => {
    const echo: ChannelHandler = { channelRead: (ctx, message) => void ctx.writeAndFlush(message) };
    const read: unknown[] = [];
    let tell: () => void = () => undefined;
    const allRead = new Promise<void>((resolve) => {
      tell = resolve;
    });
    const reader: ChannelHandler = {
      channelRead(_ctx, message) {
        read.push(message);
        if (read.length === 10_000) {
          tell();
        }
      },
    };
    const { client } = await pairOf({ loops: loops(), client: reader, served: echo });
    const messages = Array.from({ length: 10_000 }, (_, index) => ({ index }));
    for (const message of messages) {
      void client.write(message);
    }
    client.flush();
    await allRead;
    expect(read.every((message, index) => message === messages[index])).toBe(true);
    expect(client.unsafe.outboundBuffer?.totalPendingWriteBytes).toBe(0);
  });

  test('a buffer is handed over with its reference', async () => {
    const read: unknown[] = [];
    const { client, served } = await pairOf({ loops: loops(), served: keeper(read) });
    const message = Unpooled.copiedBuffer('hello');
    await client.writeAndFlush(message);
    await client.close();
    await served.closeFuture;
    expect([read[0] === message, message.refCnt]).toEqual([true, 1]);
    message.release();
  });

  test('when one side closes, so does the other', async () => {
    const [here, there]: [string[], string[]] = [[], []];
    const { client, served } = await pairOf({ loops: loops(), client: spy('here', here), served: spy('there', there) });
    here.length = 0;
    there.length = 0;
    await client.close();
    await served.closeFuture;
    await Promise.all([turnOf(client.eventLoop), turnOf(served.eventLoop)]);
    expect([here, there]).toEqual([
      ['here.close', 'here.channelInactive', 'here.channelUnregistered', 'here.handlerRemoved'],
      ['there.channelInactive', 'there.channelUnregistered', 'there.handlerRemoved'],
    ]);
  });
});

/** A counter of what is read. */
function counter(): ChannelHandler & { count: number } {
  return {
    count: 0,
    channelRead(_ctx, message) {
      this.count += 1;
      ReferenceCountUtil.release(message);
    },
  };
}

test('what the other side does not read makes its writer unwritable, and goes on when it reads', async () => {
  const served = counter();
  const changes: boolean[] = [];
  const { client, served: channel } = await pairOf({
    client: { channelWritabilityChanged: (ctx) => void changes.push(ctx.channel.isWritable()) },
    served,
    options: { writeBufferWaterMark: new WriteBufferWaterMark(500, 1000) },
    childOptions: PAUSED,
  });
  let writes = 0;
  for (; client.isWritable(); writes += 1) {
    void client.writeAndFlush(Unpooled.buffer(4).writeInt(writes));
  }
  // 64 have changed hands; each of the others counts for 100 bytes where it waits.
  expect([writes, client.unsafe.outboundBuffer?.totalPendingWriteBytes, served.count]).toEqual([75, 1100, 0]);
  channel.config.autoRead = true;
  await turnOf(channel.eventLoop);
  await turnOf(channel.eventLoop);
  expect([served.count, client.unsafe.outboundBuffer?.totalPendingWriteBytes, changes]).toEqual([75, 0, [false, true]]);
});

test('a channel that does not read by itself reads a message each time it is asked', async () => {
  const served = counter();
  const { client, served: channel } = await pairOf({ served, childOptions: PAUSED });
  await client.writeAndFlush('one');
  await client.writeAndFlush('two');
  const counts = [served.count];
  for (const ask of [() => channel.read(), () => undefined, () => channel.read(), () => channel.read()]) {
    ask();
    await turnOf(channel.eventLoop);
    counts.push(served.count);
  }
  await client.writeAndFlush('three, which has been asked for');
  await turnOf(channel.eventLoop);
  expect([counts, served.count]).toEqual([[0, 1, 1, 2, 2], 3]);
});

test('a channel that stops reading in the middle reads no more', async () => {
  const read: unknown[] = [];
  const served: ChannelHandler = {
    channelRead(ctx, message) {
      read.push(message);
      ctx.channel.config.autoRead = false;
    },
  };
  const { client, served: channel } = await pairOf({ served });
  client.write(1);
  await client.writeAndFlush(2);
  await turnOf(channel.eventLoop);
  expect(read).toEqual([1]);
});

test('the end of the other side comes after all that it has written', async () => {
  const read: unknown[] = [];
  const served: ChannelHandler = {
    channelRead: (_ctx, message) => void read.push(message),
    channelInactive: () => void read.push('end'),
  };
  const { client, served: channel } = await pairOf({ served, childOptions: PAUSED });
  client.write(1);
  await client.writeAndFlush(2);
  await client.close();
  await turnOf(channel.eventLoop);
  expect([channel.isActive(), read]).toEqual([true, []]);
  channel.read();
  channel.config.autoRead = true;
  await channel.closeFuture;
  await turnOf(channel.eventLoop);
  expect(read).toEqual([1, 2, 'end']);
});

test('a greeting arrives, though the server hangs up behind it', async () => {
  const read: unknown[] = [];
  const client: ChannelHandler = {
    channelRead: (_ctx, message) => void read.push(message),
    channelInactive: () => void read.push('end'),
  };
  const served: ChannelHandler = {
    channelActive(ctx) {
      ctx.writeAndFlush('bye');
      ctx.close();
    },
  };
  const { client: channel } = await pairOf({ client, served });
  await channel.closeFuture;
  await turnOf(channel.eventLoop);
  expect(read).toEqual(['bye', 'end']);
});

test('what a channel has not read is released when it closes, and what it did not take fails', async () => {
  const { client, served } = await pairOf({ childOptions: PAUSED });
  const messages = Array.from({ length: 65 }, () => Unpooled.copiedBuffer('x'));
  const futures = messages.map((message) => client.writeAndFlush(message));
  await served.close();
  await client.closeFuture;
  expect(messages.map(({ refCnt }) => refCnt)).toEqual(messages.map(() => 0));
  expect(futures.filter((future) => future.isSuccess()).length).toBe(64);
  expect(said(futures[64]?.cause)).toBe(
    `WATERTIGHT_CLOSED_CHANNEL: ${served} is closed: nothing can be read or written any more. Ask isActive() first.`,
  );
});

test('a handler that closes the channel over a message has the rest released', async () => {
  const served: ChannelHandler = {
    channelRead(ctx, message) {
      ReferenceCountUtil.release(message);
      ctx.close();
    },
  };
  const { client } = await pairOf({ served });
  const messages = Array.from({ length: 100 }, () => Unpooled.copiedBuffer('x'));
  for (const message of messages) {
    void client.write(message);
  }
  client.flush();
  await client.closeFuture;
  expect(messages.filter(({ refCnt }) => refCnt > 0)).toEqual([]);
});

test('a handler that throws over a message gets the next one', async () => {
  const caught: unknown[] = [];
  const served: ChannelHandler = {
    channelRead(_ctx, message) {
      ReferenceCountUtil.release(message);
      throw new RangeError('odd');
    },
    exceptionCaught: (_ctx, cause) => void caught.push(String(cause)),
  };
  const { client, served: channel } = await pairOf({ served });
  client.write(Unpooled.copiedBuffer('a'));
  await client.writeAndFlush(Unpooled.copiedBuffer('b'));
  await turnOf(channel.eventLoop);
  expect(caught).toEqual(['RangeError: odd', 'RangeError: odd']);
});

test('a message is read in the async context that it was written in', async () => {
  const context = new AsyncLocalStorage<string>();
  const seen: unknown[] = [];
  const served: ChannelHandler = { channelRead: () => void seen.push(context.getStore()) };
  const { client, served: channel } = await pairOf({ served });
  await context.run('one', async () => client.writeAndFlush(1));
  await turnOf(channel.eventLoop);
  await context.run('other', async () => client.writeAndFlush(2));
  await turnOf(channel.eventLoop);
  expect(seen).toEqual(['one', 'other']);
});

test('two channels that answer each other for ever leave a turn to everything else', async () => {
  const answer: ChannelHandler = { isSharable: true, channelRead: (ctx, message) => void ctx.writeAndFlush(message) };
  const { client } = await pairOf({ client: answer, served: answer });
  await client.writeAndFlush('ball');
  await new Promise((resolve) => setTimeout(resolve));
  await client.close();
  expect(client.isOpen()).toBe(false);
});

test('a message passes a chain of 300 connections', async () => {
  const eventLoop = openLoop();
  const read: unknown[] = [];
  let next: LocalChannel | undefined;
  for (let length = 0; length < 300; length += 1) {
    const target = next;
    const served: ChannelHandler = {
      channelRead: (_ctx, message) => void (target === undefined ? read.push(message) : target.writeAndFlush(message)),
    };
    next = (await pairOf({ served, loops: [eventLoop, eventLoop] })).client;
  }
  await next?.writeAndFlush('far');
  while (eventLoop.pendingTasks > 0) {
    await turnOf(eventLoop);
  }
  expect(read).toEqual(['far']);
});

test('shutting down a loop closes both sides, and releases what they had', async () => {
  const [eventLoop, other] = [openLoop(), openLoop()];
  const { client, served, server } = await pairOf({ loops: [eventLoop, other], childOptions: PAUSED });
  const [read, unread] = [Unpooled.copiedBuffer('taken in'), Unpooled.copiedBuffer('never flushed')];
  await client.writeAndFlush(read);
  void client.write(unread);
  await other.shutdownGracefully();
  await client.closeFuture;
  expect([served.isOpen(), server.isOpen(), read.refCnt, unread.refCnt]).toEqual([false, false, 0, 0]);
  expect([other.channels.size, eventLoop.channels.size]).toEqual([0, 0]);
});
