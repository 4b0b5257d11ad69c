import { type ByteBuf, ReferenceCountUtil, Unpooled, UnpooledByteBufAllocator } from '@watertight/buffer';
import {
  Bootstrap,
  type BootstrapOptions,
  type Channel,
  type ChannelHandler,
  ChannelInputShutdownEvent,
  type ServerBootstrapOptions,
  type SocketEndpoint,
} from '@watertight/channel';
import { describe, expect, test, vi } from 'vitest';
import { spy } from './events.ts';
import { Inbox } from './inbox.ts';
import { said } from './outcome.ts';
import { connect, listen, openLoop, socketPath } from './sockets.ts';
import { CERTIFICATE } from './tls-certificate.ts';

const ECHO: ChannelHandler = {
  isSharable: true,
  channelRead: (ctx, message) => void ctx.writeAndFlush(message),
};

interface Kind {
  readonly endpoint?: () => SocketEndpoint;
  readonly server?: Pick<ServerBootstrapOptions, 'tls'>;
  readonly client?: Pick<BootstrapOptions, 'tls'>;
}

const KINDS: Readonly<Record<string, Kind>> = {
  TCP: {},
  Unix: { endpoint: () => ({ path: socketPath() }) },
  TLS: { server: { tls: CERTIFICATE }, client: { tls: { ca: CERTIFICATE.cert } } },
};

describe.for(Object.entries(KINDS))('over %s', ([, kind]) => {
  test('what is written comes back from a server that echoes', async () => {
    const eventLoop = openLoop();
    const server = await listen({ eventLoop, handlers: () => [ECHO], ...kind.server }, kind.endpoint?.());
    const inbox = new Inbox();
    const channel = await connect(server, { eventLoop, handler: inbox, ...kind.client });
    const text = 'x'.repeat(1_000_000);
    void channel.write(Unpooled.EMPTY_BUFFER);
    void channel.write(Unpooled.wrappedBuffer([Buffer.from('two '), Buffer.from('pieces ')]));
    await channel.writeAndFlush(Unpooled.copiedBuffer(text));
    expect(await inbox.take(text.length + 11)).toBe(`two pieces ${text}`);
    expect(channel.unsafe.outboundBuffer?.totalPendingWriteBytes).toBe(0);
    await channel.close();
    expect([channel.isOpen(), channel.isActive()]).toEqual([false, false]);
  });

  test('a channel that does not read by itself reads when it is asked', async () => {
    const eventLoop = openLoop();
    const server = await listen({ eventLoop, handlers: () => [ECHO], ...kind.server }, kind.endpoint?.());
    const inbox = new Inbox();
    const events: string[] = [];
    const handler: ChannelHandler = {
      handlerAdded: ({ pipeline }) => void pipeline.addLast(spy('reader', events), inbox),
    };
    const channel = await connect(server, { eventLoop, handler, options: { autoRead: false }, ...kind.client });
    await channel.writeAndFlush(Unpooled.copiedBuffer('a'));
    channel.read();
    await inbox.take(1);
    // A second connection's answer comes after what this one would have read without being asked.
    await channel.writeAndFlush(Unpooled.copiedBuffer('b'));
    const other = new Inbox();
    const second = await connect(server, { eventLoop, handler: other, ...kind.client });
    await second.writeAndFlush(Unpooled.copiedBuffer('c'));
    await other.take(1);
    const before = events.filter((event) => event === 'reader.channelRead').length;
    channel.config.autoRead = true;
    expect([before, await inbox.take(1)]).toEqual([1, 'b']);
  });

  test('memory that the system is still sending outlives its channel', async () => {
    const eventLoop = openLoop();
    const silent: ChannelHandler = { channelActive: () => undefined };
    const server = await listen(
      { eventLoop, handlers: () => [silent], childOptions: { autoRead: false }, ...kind.server },
      kind.endpoint?.(),
    );
    const channel = await connect(server, { eventLoop, handler: new Inbox(), ...kind.client });
    const message = Unpooled.directBuffer(16 * 1024 * 1024).writeZero(16 * 1024 * 1024);
    const written = channel.writeAndFlush(message);
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const closed = channel.close();
    const { refCnt } = message;
    // So long may a connection over TLS take to say goodbye.
    vi.advanceTimersByTime(3000);
    vi.useRealTimers();
    await closed;
    expect([refCnt, message.refCnt, said(written.cause)]).toEqual([
      1,
      0,
      `WATERTIGHT_CLOSED_CHANNEL: ${String(channel).replace('!', '-')} is closed: nothing can be read or written any more. Ask isActive() first.`,
    ]);
  });

  test('with half-closure allowed, a channel that has ended its side still reads', async () => {
    const eventLoop = openLoop();
    const events: unknown[] = [];
    const answer: ChannelHandler = {
      channelRead: (ctx, message) => void ctx.write(message),
      userEventTriggered(ctx, event) {
        events.push(event);
        ctx.writeAndFlush(Unpooled.copiedBuffer('!')).addListener(() => void ctx.close());
      },
    };
    const server = await listen(
      { eventLoop, handlers: () => [answer], childOptions: { allowHalfClosure: true }, ...kind.server },
      kind.endpoint?.(),
    );
    const inbox = new Inbox();
    const channel = await connect(server, { eventLoop, handler: inbox, ...kind.client });
    await channel.writeAndFlush(Unpooled.copiedBuffer('question'));
    await channel.shutdownOutput();
    const late = Unpooled.copiedBuffer('late');
    await channel.writeAndFlush(late).then(undefined, () => undefined);
    expect(await inbox.take(9)).toBe('question!');
    await channel.closeFuture;
    expect([events, late.refCnt, channel.isOutputShutdown()]).toEqual([[ChannelInputShutdownEvent], 0, true]);
  });
});

test('a channel is not writable while its peer does not read, and is again when it does', async () => {
  const eventLoop = openLoop();
  let accept: (channel: Channel) => void = () => undefined;
  const accepted = new Promise<Channel>((resolve) => {
    accept = resolve;
  });
  const sink: ChannelHandler = {
    channelActive: ({ channel }) => accept(channel),
    channelRead: (_ctx, message) => void ReferenceCountUtil.release(message),
  };
  const server = await listen({ eventLoop, handlers: () => [sink], childOptions: { autoRead: false } });
  const changes: boolean[] = [];
  let tell: () => void = () => undefined;
  const writable = new Promise<void>((resolve) => {
    tell = resolve;
  });
  const handler: ChannelHandler = {
    channelWritabilityChanged({ channel }) {
      changes.push(channel.isWritable());
      if (channel.isWritable()) {
        tell();
      }
    },
  };
  const channel = await connect(server, { eventLoop, handler });
  const written = channel.writeAndFlush(Unpooled.buffer(16 * 1024 * 1024).writeZero(16 * 1024 * 1024));
  expect([channel.isWritable(), written.isDone()]).toEqual([false, false]);
  (await accepted).config.autoRead = true;
  await writable;
  expect([changes, written.isSuccess()]).toEqual([[false, true], true]);
});

test.for([
  ['small', [1, 0, 2, 2048]],
  ['small and large', [10, 2049, 20, 30, 70_000, 0, 40]],
  ['empty', [0, 0]],
  ['more than go in one batch', Array.from({ length: 3000 }, (_, index) => index % 7)],
  ['more than are copied to one place', Array.from({ length: 40 }, () => 2000)],
] as const)('%s messages that are flushed together arrive in their order', async ([, lengths]) => {
  const eventLoop = openLoop();
  const server = await listen({ eventLoop, handlers: () => [ECHO] });
  const inbox = new Inbox();
  const channel = await connect(server, { eventLoop, handler: inbox });
  const texts = lengths.map((length, index) => String.fromCharCode(97 + (index % 26)).repeat(length));
  const messages = texts.map((text) => Unpooled.wrappedBuffer([Buffer.from(text), Buffer.from('.')]));
  const futures = messages.map((message) => channel.write(message));
  channel.flush();
  await Promise.all(futures);
  const expected = texts.map((text) => `${text}.`).join('');
  expect(await inbox.take(expected.length)).toBe(expected);
  expect(messages.filter(({ refCnt }) => refCnt !== 0)).toEqual([]);
});

test.for([10, 3000])('a message of %i bytes that is released while it waits closes the channel', async (bytes) => {
  const eventLoop = openLoop();
  const server = await listen({ eventLoop, handlers: () => [ECHO] });
  const channel = await connect(server, { eventLoop, handler: new Inbox() });
  const messages = [20, bytes, 4000].map((length) => Unpooled.buffer(length).writeZero(length));
  const futures = messages.map((message) => channel.write(message));
  messages[1]?.release();
  const warn = vi.spyOn(process, 'emitWarning').mockImplementation(() => {});
  channel.flush();
  await channel.closeFuture;
  const warnings = warn.mock.calls.map(([message]) => message);
  warn.mockRestore();
  expect([warnings, messages.map(({ refCnt }) => refCnt)]).toEqual([
    ['Failed to release a message: UnpooledHeapByteBuf(freed)'],
    [0, 0, 0],
  ]);
  expect(futures.map(({ cause }) => cause)).toEqual(
    futures.map(() => expect.objectContaining({ code: 'WATERTIGHT_ILLEGAL_REFERENCE_COUNT' })),
  );
});

test('what a server reads is given back when it is released, and no earlier', async ({ skip }) => {
  skip(!('transfer' in ArrayBuffer.prototype), 'Node 20 leaves it to the collector');
  const eventLoop = openLoop();
  const views: Buffer[] = [];
  let kept: ByteBuf | undefined;
  const keeper: ChannelHandler = {
    channelRead(ctx, message) {
      kept = message as ByteBuf;
      views.push(kept.toBuffer());
      void ctx.writeAndFlush(kept.retain());
    },
  };
  const server = await listen({ eventLoop, handlers: () => [keeper] });
  const inbox = new Inbox();
  const channel = await connect(server, { eventLoop, handler: inbox });
  await channel.writeAndFlush(Unpooled.copiedBuffer('hello'));
  expect([await inbox.take(5), kept?.toString('utf8'), kept?.refCnt]).toEqual(['hello', 'hello', 1]);
  const before = views.map(({ length }) => length);
  expect([before, kept?.release(), views.map(({ length }) => length)]).toEqual([[5], true, [0]]);
});

test('only buffers can be written; what is something else is released', async () => {
  const eventLoop = openLoop();
  const server = await listen({ eventLoop, handlers: () => [ECHO] });
  const channel = await connect(server, { eventLoop, handler: new Inbox() });
  const written = channel.writeAndFlush({ text: 'no bytes' });
  expect(said(written.cause)).toBe(
    'WATERTIGHT_UNSUPPORTED_OPERATION: unsupported message type: Object (expected: ByteBuf). Sockets write bytes: an encoder is missing.',
  );
});

test('a connection that is refused leaves nothing open', async () => {
  const eventLoop = openLoop();
  const path = socketPath();
  const connecting = new Bootstrap({ eventLoop, handler: new Inbox() }).connect({ path });
  expect(await connecting.catch(({ code }) => code)).toBe('ENOENT');
  expect([...eventLoop.channels]).toEqual([]);
});

test('a connection that nobody answers ends in time', async () => {
  const eventLoop = openLoop();
  const mute: ChannelHandler = { channelRead: (_ctx, message) => void ReferenceCountUtil.release(message) };
  const { path } = { path: socketPath() };
  await listen({ eventLoop, handlers: () => [mute] }, { path });
  const bootstrap = new Bootstrap({ eventLoop, handler: new Inbox(), tls: {}, options: { connectTimeoutMs: 10 } });
  expect(await bootstrap.connect({ path }).catch(said)).toBe(
    `WATERTIGHT_CONNECT_TIMEOUT: connection timed out after 10 ms: ${path}. The option connectTimeoutMs allows for more.`,
  );
});

test('a port that is taken is an error of bind', async () => {
  const eventLoop = openLoop();
  const path = socketPath();
  await listen({ eventLoop, handlers: () => [ECHO] }, { path });
  expect(await listen({ eventLoop, handlers: () => [ECHO] }, { path }).catch(({ code }) => code)).toBe('EADDRINUSE');
  expect(eventLoop.channels.size).toBe(1);
});

/** Makes buffers that what was read does not fit into. */
class TooSmall extends UnpooledByteBufAllocator {
  made: ByteBuf | undefined;

  override ioBuffer(): ByteBuf {
    this.made = this.heapBuffer(1, 1);
    return this.made;
  }
}

test('a read that fails releases its buffer, fires the exception, and closes the channel', async () => {
  const eventLoop = openLoop();
  const server = await listen({ eventLoop, handlers: () => [ECHO] });
  const allocator = new TooSmall();
  const events: string[] = [];
  const handler: ChannelHandler = {
    channelRead: () => void events.push('channelRead'),
    exceptionCaught: (_ctx, cause) => void events.push(cause instanceof Error ? cause.name : String(cause)),
  };
  const channel = await connect(server, { eventLoop, handler, options: { allocator } });
  await channel.writeAndFlush(Unpooled.copiedBuffer('more than one byte'));
  await channel.closeFuture;
  expect([events, allocator.made?.refCnt]).toEqual([['IndexOutOfBoundsError'], 0]);
});

test('shutting down closes servers and connections, and releases what they had to write', async () => {
  const eventLoop = openLoop();
  const server = await listen({ eventLoop, handlers: () => [new Inbox()] });
  const channel = await connect(server, { eventLoop, handler: new Inbox() });
  const message = Unpooled.copiedBuffer('never flushed');
  void channel.write(message);
  await eventLoop.shutdownGracefully();
  expect([server.isOpen(), channel.isOpen(), message.refCnt, eventLoop.channels.size]).toEqual([false, false, 0, 0]);
  expect(await listen({ eventLoop, handlers: () => [] }).catch(({ code }) => code)).toBe(
    'WATERTIGHT_REJECTED_EXECUTION',
  );
});
