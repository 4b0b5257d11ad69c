import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { ReferenceCountUtil, Unpooled } from '@watertight/buffer';
import {
  type Channel,
  type ChannelHandler,
  type ChannelOutboundBuffer,
  type DefaultEventLoop,
  LengthFieldBasedFrameDecoder,
  LengthFieldPrepender,
} from '@watertight/channel';
import { expect, test } from 'vitest';
import { logged } from './events.ts';
import { Inbox } from './inbox.ts';
import { said } from './outcome.ts';
import { connect as connectTo, endpointOf, listen, openLoop, turnOf } from './sockets.ts';
import { CERTIFICATE } from './tls-certificate.ts';

// That nothing leaks in here is what the plugin says of each test.

/** A server that sends back each frame it gets, with a client's socket and what the server has of that connection. */
interface Connection {
  readonly socket: Socket;
  readonly channel: Channel;
  readonly outboundBuffer: ChannelOutboundBuffer | undefined;
  readonly eventLoop: DefaultEventLoop;
  /** What the handlers have caught. */
  readonly caught: readonly string[];
}

interface FrameServer {
  readonly eventLoop: DefaultEventLoop;
  open(): Promise<Connection>;
}

async function openServer(first: ChannelHandler = {}): Promise<FrameServer> {
  const eventLoop = openLoop();
  const caught: string[] = [];
  const accepts: ((channel: Channel) => void)[] = [];
  const server = await listen({
    eventLoop,
    handlers: () => [
      { handlerAdded: ({ channel }) => accepts.shift()?.(channel) },
      { ...first },
      new LengthFieldPrepender({ lengthFieldLength: 2 }),
      new LengthFieldBasedFrameDecoder({ maxFrameLength: 1024, lengthFieldLength: 2, initialBytesToStrip: 2 }),
      {
        channelRead: (ctx, message) => void ctx.writeAndFlush(message),
        exceptionCaught(ctx, cause) {
          caught.push(said(cause));
          ctx.close();
        },
      },
    ],
  });
  return {
    eventLoop,
    async open() {
      const accepted = new Promise<Channel>((resolve) => accepts.push(resolve));
      const socket = connect({ ...endpointOf(server), allowHalfOpen: true });
      socket.on('error', () => undefined);
      const channel = await accepted;
      return { socket, channel, outboundBuffer: channel.unsafe.outboundBuffer, eventLoop, caught };
    },
  };
}

/** Once the server is done with the connection: what was caught, and what is still counted of it. */
async function endOf({ channel, outboundBuffer, eventLoop, caught }: Connection): Promise<unknown> {
  await channel.closeFuture;
  await turnOf(eventLoop);
  return {
    caught,
    pendingTasks: eventLoop.pendingTasks,
    pendingBytes: outboundBuffer?.totalPendingWriteBytes,
    connections: eventLoop.channels.size - 1,
  };
}

const NOTHING_LEFT = { caught: [], pendingTasks: 0, pendingBytes: 0, connections: 0 };

const FRAME = Buffer.from('\0\u0005hello');

test('a peer that resets the connection within a frame is an exception', async () => {
  let tell: () => void = () => undefined;
  const hasRead = new Promise<void>((resolve) => {
    tell = resolve;
  });
  const server = await openServer({
    channelRead(ctx, message) {
      ctx.fireChannelRead(message);
      tell();
    },
  });
  const connection = await server.open();
  connection.socket.write(FRAME.subarray(0, 4));
  // A reset that overtakes what was written is an end to Node 22.
  await hasRead;
  connection.socket.resetAndDestroy();
  expect(await endOf(connection)).toEqual({ ...NOTHING_LEFT, caught: ['ECONNRESET: read ECONNRESET'] });
});

test('a peer that ends its side within a frame closes the connection', async () => {
  const server = await openServer();
  const connection = await server.open();
  connection.socket.end(Buffer.concat([FRAME, FRAME.subarray(0, 4)]));
  const [answer] = await once(connection.socket, 'data');
  expect([answer, await endOf(connection)]).toEqual([FRAME, NOTHING_LEFT]);
});

test('what is written to a peer that never reads is released when the peer goes away', async () => {
  const server = await openServer();
  const connection = await server.open();
  const messages = [Unpooled.directBuffer(16_000_000), Unpooled.directBuffer(16_000_000)];
  for (const message of messages) {
    void connection.channel.pipeline.firstContext()?.writeAndFlush(message.writeZero(16_000_000));
  }
  expect(connection.channel.isWritable()).toBe(false);
  connection.socket.destroy();
  expect(await endOf(connection)).toEqual({ ...NOTHING_LEFT, caught: ['ECONNRESET: read ECONNRESET'] });
  expect(messages.map(({ refCnt }) => refCnt)).toEqual([0, 0]);
});

test.for(['GET / HTTP/1.1\r\n\r\n', '\u0004\u0001'])(
  'a peer that sends %j announces a frame that is too long, and is hung up on',
  async (bytes) => {
    const server = await openServer();
    const connection = await server.open();
    connection.socket.write(bytes);
    const { caught, ...left } = (await endOf(connection)) as { caught: string[] };
    expect([left, caught.map((text) => text.split(':', 1)[0])]).toEqual([
      { pendingTasks: 0, pendingBytes: 0, connections: 0 },
      ['WATERTIGHT_TOO_LONG_FRAME'],
    ]);
  },
);

test('1,000 connections that are dropped, after a frame and a part of one, leave nothing', async () => {
  const server = await openServer();
  for (let round = 0; round < 20; round += 1) {
    const connections = await Promise.all(Array.from({ length: 50 }, () => server.open()));
    for (const { socket } of connections) {
      socket.write(Buffer.concat([FRAME, FRAME.subarray(0, 4)]));
    }
    await Promise.all(connections.map(({ socket }) => once(socket, 'data')));
    for (const { socket } of connections) {
      socket.destroy();
    }
    await Promise.all(connections.map(({ channel }) => channel.closeFuture));
  }
  // The last of them has closed, and tells its handlers.
  await turnOf(server.eventLoop);
  expect([server.eventLoop.channels.size, server.eventLoop.pendingTasks]).toEqual([1, 0]);
}, 30_000);

test('a handler that throws in every callback does not keep a connection from ending', async () => {
  const entries = logged();
  const fail = (name: string) => (): never => {
    throw new Error(name);
  };
  const server = await openServer({
    handlerRemoved: fail('handlerRemoved'),
    channelRegistered: fail('channelRegistered'),
    channelUnregistered: fail('channelUnregistered'),
    channelActive: fail('channelActive'),
    channelInactive: fail('channelInactive'),
    channelRead(_ctx, message) {
      ReferenceCountUtil.release(message);
      throw new Error('channelRead');
    },
    channelReadComplete: fail('channelReadComplete'),
    exceptionCaught: fail('exceptionCaught'),
  });
  const connection = await server.open();
  connection.socket.end(FRAME);
  expect(await endOf(connection)).toEqual(NOTHING_LEFT);
  const tail = 'It usually means the last handler in the pipeline did not handle the exception.';
  expect(entries).toEqual([
    ...['Registered', 'Active', 'Read', 'ReadComplete', 'Inactive', 'Unregistered'].map(
      (event) =>
        `warn: An exception 'Error: exceptionCaught' was thrown by a user handler's exceptionCaught() method while handling the following exception: Error: channel${event}`,
    ),
    `warn: An exceptionCaught() event was fired, and it reached at the tail of the pipeline. ${tail} ChannelPipelineError: ChannelHandler.handlerRemoved() has thrown an exception.`,
  ]);
});

test('a peer of a server over TLS that does not speak it is an exception of the server', async () => {
  const eventLoop = openLoop();
  let tell: (cause: unknown) => void = () => undefined;
  const caught = new Promise((resolve) => {
    tell = resolve;
  });
  const handler: ChannelHandler = { exceptionCaught: (_ctx, cause) => tell(cause) };
  const server = await listen({ eventLoop, handler, handlers: () => [], tls: CERTIFICATE });
  const socket = connect(endpointOf(server));
  socket.end('GET / HTTP/1.1\r\n\r\n');
  expect(await caught).toMatchObject({ code: 'ERR_SSL_HTTP_REQUEST' });
  await once(socket.resume(), 'close');
  expect(eventLoop.channels.size).toBe(1);
});

test('a server over TLS that closes hangs up on those who have not agreed, and on nobody else', async () => {
  const entries = logged();
  const eventLoop = openLoop();
  const echo: ChannelHandler = { isSharable: true, channelRead: (ctx, message) => void ctx.writeAndFlush(message) };
  const tls = { ...CERTIFICATE, handshakeTimeout: 600_000 };
  const server = await listen({ eventLoop, handlers: () => [echo], tls });
  const silent = connect(endpointOf(server)).resume();
  silent.on('error', () => undefined);
  await once(silent, 'connect');
  // Whoever comes later is accepted later.
  const inbox = new Inbox();
  const client = await connectTo(server, { eventLoop, handler: inbox, tls: { ca: CERTIFICATE.cert } });
  await client.writeAndFlush(Unpooled.copiedBuffer('before'));
  await inbox.take(6);
  await server.close();
  await once(silent, 'close');
  await client.writeAndFlush(Unpooled.copiedBuffer('after'));
  expect([await inbox.take(5), eventLoop.channels.size, entries]).toEqual(['after', 2, []]);
});
