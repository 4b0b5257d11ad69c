import { once } from 'node:events';
import { connect as connectSocket } from 'node:net';
import { Unpooled } from '@watertight/buffer';
import {
  type Channel,
  type ChannelFuture,
  type ChannelHandler,
  type ChannelHandlerContext,
  ChannelInboundHandlerAdapter,
  type SocketEndpoint,
} from '@watertight/channel';
import { expect, test } from 'vitest';
import { Inbox } from './inbox.ts';
import { connect, endpointOf, listen, openLoop, socketPath } from './sockets.ts';

/** Calls back with each channel that a server accepts. */
class Acceptor extends ChannelInboundHandlerAdapter {
  readonly #accept: (channel: Channel) => void;

  constructor(accept: (channel: Channel) => void) {
    super();
    this.#accept = accept;
  }

  override channelActive({ channel }: ChannelHandlerContext): void {
    this.#accept(channel);
  }
}

const NO_HANDLER: ChannelHandler = { isSharable: true };

const ENDPOINTS: readonly [name: string, endpoint: () => SocketEndpoint | undefined][] = [
  ['TCP', () => undefined],
  ['Unix', () => ({ path: socketPath() })],
];

test.for(ENDPOINTS)(
  'over %s, what the system takes at once is written when the flush returns',
  async ([, endpoint]) => {
    const eventLoop = openLoop();
    const server = await listen({ eventLoop, handlers: () => [new Inbox()] }, endpoint());
    const channel = await connect(server, { eventLoop, handler: NO_HANDLER });
    const messages = ['one', 'two', 'x'.repeat(3000)].map((text) => Unpooled.copiedBuffer(text));
    const futures = messages.map((message) => channel.write(message));
    channel.flush();
    expect([futures.map((future) => future.isSuccess()), messages.map(({ refCnt }) => refCnt)]).toEqual([
      [true, true, true],
      [0, 0, 0],
    ]);
    expect(channel.unsafe.outboundBuffer?.totalPendingWriteBytes).toBe(0);
  },
);

/** Writes the numbers from 0 up to `count`, each when the one before is written. Returns those that are. */
function writeOneByOne(count: number, write: (text: string, whenDone: () => void) => void): string[] {
  const written: string[] = [];
  const writeOn = (): void => {
    if (written.length < count) {
      const text = `${written.length}.`;
      written.push(text);
      write(text, writeOn);
    }
  };
  writeOn();
  return written;
}

test.for([
  [
    'is told of a promise',
    // Each is the next batch; the seventeenth waits for its turn.
    17,
    (channel: Channel, text: string, whenDone: () => void) =>
      channel.writeAndFlush(Unpooled.copiedBuffer(text), channel.newPromise().addListener(whenDone)),
  ],
  [
    'asks a future that is done already',
    // The first is no listener's, and within the eighth listener nobody else is called.
    9,
    (channel: Channel, text: string, whenDone: () => void) =>
      channel.writeAndFlush(Unpooled.copiedBuffer(text)).addListener(whenDone),
  ],
] as const)('a listener that goes on writing, and %s, lets other tasks have their turn', async ([, first, write]) => {
  const eventLoop = openLoop();
  const inbox = new Inbox();
  const server = await listen({ eventLoop, handlers: () => [inbox] });
  const channel = await connect(server, { eventLoop, handler: NO_HANDLER });
  let before = 0;
  eventLoop.execute(() => {
    before = written.length;
  });
  const written = writeOneByOne(10_000, (text, whenDone) => void write(channel, text, whenDone));
  const expected = Array.from({ length: 10_000 }, (_, at) => `${at}.`).join('');
  expect([await inbox.take(expected.length), before]).toEqual([expected, first]);
});

test('what a peer has not taken is not overwritten by what goes to another', async () => {
  const eventLoop = openLoop();
  const inboxes: Inbox[] = [];
  const accepted: Channel[] = [];
  let tell: () => void = () => undefined;
  const accept = (channel: Channel): void => {
    accepted.push(channel);
    tell();
  };
  const server = await listen({
    eventLoop,
    childOptions: { autoRead: false },
    handlers: () => {
      inboxes.push(new Inbox());
      return [new Acceptor(accept), ...inboxes.slice(-1)];
    },
  });
  const open = async (): Promise<Channel> => {
    const isAccepted = new Promise<void>((resolve) => {
      tell = resolve;
    });
    const channel = await connect(server, { eventLoop, handler: NO_HANDLER });
    await isAccepted;
    return channel;
  };
  const [slow, other] = [await open(), await open()];
  const sent: string[] = [];
  const send = (channel: Channel, letter: string): ChannelFuture => {
    const texts = Array.from({ length: 8 }, () => `${sent.push(letter)}`.padStart(2000, letter));
    const futures = texts.map((text) => channel.write(Unpooled.copiedBuffer(text)));
    channel.flush();
    return futures.at(-1) as ChannelFuture;
  };
  let rounds = 0;
  while (send(slow, 'a').isDone()) {
    rounds += 1;
  }
  const expected = Array.from({ length: sent.length }, (_, at) => `${at + 1}`.padStart(2000, 'a')).join('');
  expect(send(other, 'b').isDone()).toBe(true);
  for (const channel of accepted) {
    channel.config.autoRead = true;
  }
  const text = await inboxes[0]?.take(expected.length);
  expect([rounds > 0, text === expected]).toEqual([true, true]);
});

test('the first write that a connection cannot take any more fails with the cause, and is released', async () => {
  const eventLoop = openLoop();
  let accept: (channel: Channel) => void = () => undefined;
  const accepted = new Promise<Channel>((resolve) => {
    accept = resolve;
  });
  const server = await listen({
    eventLoop,
    childOptions: { autoRead: false },
    handlers: () => [new Acceptor((channel) => accept(channel))],
  });
  const peer = connectSocket(endpointOf(server));
  await once(peer, 'connect');
  const channel = await accepted;
  peer.resetAndDestroy();
  await once(peer, 'close');
  const message = Unpooled.copiedBuffer('late');
  const code = await channel.writeAndFlush(message).then(
    () => undefined,
    (cause) => Object(cause).code,
  );
  expect([code, message.refCnt, channel.isOpen()]).toEqual(['ECONNRESET', 0, false]);
});
