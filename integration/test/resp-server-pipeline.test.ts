import { ByteBuf, PooledByteBufAllocator, Unpooled } from '@watertight/buffer';
import { type ChannelOptions, EmbeddedChannel, WriteBufferWaterMark } from '@watertight/channel';
import { expect, onTestFinished, test } from 'vitest';
import { CommandHandler } from '../examples/resp-server/command-handler.ts';
import { RespDecoder } from '../examples/resp-server/resp-decoder.ts';
import { RespEncoder } from '../examples/resp-server/resp-encoder.ts';
import { ValueStore } from '../examples/resp-server/value-store.ts';

const MAX_COMMAND_BYTES = 200_000;

/** A connection to the example, without a socket. The store lets go of its values when the test ends. */
function openChannel(options: ChannelOptions = {}): EmbeddedChannel {
  const store = new ValueStore();
  const handlers = [new RespDecoder(MAX_COMMAND_BYTES), new RespEncoder(), new CommandHandler(store)];
  const channel = new EmbeddedChannel(handlers, options);
  onTestFinished(() => {
    channel.finishAndReleaseAll();
    store.clear();
  });
  return channel;
}

function send(channel: EmbeddedChannel, ...texts: readonly string[]): void {
  channel.writeInbound(...texts.map((text) => Unpooled.copiedBuffer(text, 'latin1')));
}

/** What the server has sent, a text for each buffer. */
function sent(channel: EmbeddedChannel): string[] {
  const texts: string[] = [];
  for (let message = channel.readOutbound(); message instanceof ByteBuf; message = channel.readOutbound()) {
    texts.push(message.toString('latin1'));
    message.release();
  }
  return texts;
}

function bulk(text: string): string {
  return `$${text.length}\r\n${text}\r\n`;
}

const SESSION = `*3\r\n${bulk('SET')}${bulk('k\r\n')}${bulk('a value')}INCR n \r\n*2\r\n${bulk('GET')}${bulk('k\r\n')}\r\nPING\r\n`;
const ANSWERS = `+OK\r\n:1\r\n${bulk('a value')}+PONG\r\n`;

test('commands are answered alike, wherever reads cut them', () => {
  for (let cut = 1; cut < SESSION.length; cut += 1) {
    const channel = openChannel();
    send(channel, SESSION.slice(0, cut));
    send(channel, SESSION.slice(cut));
    expect(sent(channel).join('')).toBe(ANSWERS);
  }
});

test('commands that come byte by byte are answered', () => {
  const channel = openChannel();
  for (const byte of SESSION) {
    send(channel, byte);
  }
  expect(sent(channel)).toEqual(['+OK\r\n', ':1\r\n', bulk('a value'), '+PONG\r\n']);
});

test('what is read together is answered by one buffer', () => {
  const channel = openChannel();
  send(channel, SESSION);
  expect(sent(channel)).toEqual([ANSWERS]);
});

test('a large value is sent from where it was read', () => {
  const channel = openChannel();
  const value = 'x'.repeat(20_000);
  const request = Buffer.from(`*3\r\n${bulk('SET')}${bulk('k')}${bulk(value)}`);
  channel.writeInbound(Unpooled.wrappedBuffer(request));
  send(channel, 'GET k\r\nGET k\r\n');
  const buffers = channel.outboundMessages().map((message) => (message as ByteBuf).toBuffer());
  expect(buffers.map((buffer) => buffer.buffer === request.buffer)).toEqual([false, false, true, false, true, false]);
  expect(sent(channel).join('')).toBe(`+OK\r\n${bulk(value)}${bulk(value)}`);
});

test.for([
  // Copied, since they were read with much else; and where they were read.
  [10, 16],
  [100, 112],
  [5000, 8192],
  [8000, 8192],
])('a value of %i bytes holds no more than twice its memory', ([bytes = 0, pinned = 0]) => {
  const allocator = new PooledByteBufAllocator();
  const channel = openChannel({ allocator });
  const request = `${'PING\r\n'.repeat(20)}*3\r\n${bulk('SET')}${bulk('k')}${bulk('x'.repeat(bytes))}`;
  channel.writeInbound(allocator.buffer().writeBytes(Buffer.from(request)));
  channel.releaseOutbound();
  expect(allocator.pinnedDirectMemory()).toBe(pinned);
});

test.for<[what: string, request: string, error: string]>([
  ['an unfinished line of more than 64 KiB', 'a'.repeat(65_537), 'too big inline request'],
  ['a length of more than 64 KiB', `*${'1'.repeat(65_536)}`, 'too big mbulk count string'],
  ['a length of an argument of more than 64 KiB', `*1\r\n$${'1'.repeat(65_536)}`, 'too big bulk count string'],
  ['an array of more than 2^20 arguments', '*1048577\r\n', 'invalid multibulk length'],
  ['an argument that makes a command too long', '*1\r\n$199992\r\n', 'invalid bulk length'],
  [
    'arguments that make a command too long together',
    `*3\r\n${bulk('x'.repeat(150_000))}$50000\r\n`,
    'invalid bulk length',
  ],
])('%s is a protocol error, after which nothing is listened to', ([, request, error]) => {
  const channel = openChannel();
  send(channel, `PING\r\n${request}`, '\r\nPING\r\n');
  expect([sent(channel).join(''), channel.isOpen()]).toEqual([`+PONG\r\n-ERR Protocol error: ${error}\r\n`, false]);
});

test('a command as long as is allowed is taken', () => {
  const channel = openChannel();
  const value = 'x'.repeat(MAX_COMMAND_BYTES - '*2\r\n$4\r\nECHO\r\n$199976\r\n'.length);
  send(channel, `*2\r\n${bulk('ECHO')}`, bulk(value));
  expect(sent(channel).join('')).toBe(bulk(value));
});

test('a client that does not read its answers is not listened to until it does', () => {
  const channel = openChannel({ writeBufferWaterMark: new WriteBufferWaterMark(1000, 30_000) });
  // A peer that takes nothing until the test says so.
  channel.pipeline.addFirst('slow', { flush: () => undefined });
  send(channel, `SET k ${'x'.repeat(40_000)}\r\nGET k\r\n`);
  const { autoRead } = channel.config;
  channel.pipeline.remove('slow');
  channel.flush();
  expect([autoRead, channel.config.autoRead]).toEqual([false, true]);
});

test('the promise of a reply is done when all of it has left', () => {
  const channel = new EmbeddedChannel([new RespEncoder()]);
  const large = Unpooled.copiedBuffer('x'.repeat(20_000));
  const futures = ['+OK', large, ':1'].map((reply) => channel.write(reply));
  const before = futures.map((future) => future.isDone());
  channel.flush();
  expect([before, futures.map((future) => future.isSuccess())]).toEqual([
    [false, false, false],
    [true, true, true],
  ]);
  const late = channel.write('+LATE');
  channel.finishAndReleaseAll();
  expect([late.isDone(), late.isSuccess()]).toEqual([true, false]);
});
