import { type EventEmitter, once } from 'node:events';
import { open, writeFile } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { type ByteBuf, Unpooled, UnpooledByteBufAllocator } from '@watertight/buffer';
import {
  type ChannelFuture,
  ChunkedFile,
  type ChunkedInput,
  ChunkedStream,
  ChunkedWriteHandler,
  EmbeddedChannel,
} from '@watertight/channel';
import { expect, test } from 'vitest';
import { textOf } from './frames.ts';
import { Inbox } from './inbox.ts';
import { outcome, said } from './outcome.ts';
import { connect, listen, openLoop, temporaryFolder } from './sockets.ts';

/** What comes of an input that is written: its chunks as text, and how it ends. */
async function chunksOf(input: ChunkedInput<ByteBuf>): Promise<unknown> {
  const channel = new EmbeddedChannel([new ChunkedWriteHandler()]);
  const end = await endOf(channel.writeAndFlush(input));
  const chunks: string[] = [];
  while (channel.outboundMessages().length > 0) {
    chunks.push(textOf(channel.readOutbound()));
  }
  return { chunks, end, progress: input.progress, refCnt: input.refCnt };
}

async function endOf(future: ChannelFuture): Promise<string> {
  return await future.then(() => 'written', said);
}

async function fileOf(text: string): Promise<string> {
  const path = `${temporaryFolder()}/file`;
  await writeFile(path, text);
  return path;
}

test('a file is written in chunks, from an offset on', async () => {
  const path = await fileOf('0123456789');
  expect(await chunksOf(await ChunkedFile.open(path, { chunkSizeBytes: 4 }))).toEqual({
    chunks: ['0123', '4567', '89'],
    end: 'written',
    progress: 10,
    refCnt: 0,
  });
  const part = await ChunkedFile.open(path, { offset: 3, lengthBytes: 5, chunkSizeBytes: 3 });
  expect([part.length, await chunksOf(part)]).toEqual([
    5,
    { chunks: ['345', '67'], end: 'written', progress: 5, refCnt: 0 },
  ]);
});

test('an empty file is written as nothing', async () => {
  expect(await chunksOf(await ChunkedFile.open(await fileOf('')))).toEqual({
    chunks: [],
    end: 'written',
    progress: 0,
    refCnt: 0,
  });
});

test('a file that has become shorter fails', async () => {
  const path = await fileOf('0123');
  const input = new ChunkedFile(await open(path), { offset: 1, lengthBytes: 5 });
  expect(await chunksOf(input)).toEqual({
    chunks: ['123'],
    end: 'WATERTIGHT_ILLEGAL_STATE: file ended after 3 of 5 bytes from 1 on: it has become shorter since.',
    progress: 3,
    refCnt: 0,
  });
});

test('the file is closed with its input, also while it is read', async () => {
  const file = await open(await fileOf('0123'));
  const closed = once(file as unknown as EventEmitter, 'close');
  const channel = new EmbeddedChannel([new ChunkedWriteHandler()]);
  const future = channel.writeAndFlush(new ChunkedFile(file, { lengthBytes: 4 }));
  channel.finish();
  await closed;
  expect(said(future.cause)).toBe(
    `WATERTIGHT_CLOSED_CHANNEL: ${channel} is closed: nothing can be read or written any more. Ask isActive() first.`,
  );
});

test('a file cannot be written beyond its end, nor in chunks of nothing', async () => {
  const path = await fileOf('0123');
  expect(await ChunkedFile.open(path, { offset: 2, lengthBytes: 3 }).catch(said)).toBe(
    `WATERTIGHT_ILLEGAL_ARGUMENT: offset: 2, lengthBytes: 3 (expected: within the 4 of ${path})`,
  );
  expect(await ChunkedFile.open(path, { offset: 5 }).catch(said)).toBe(
    'WATERTIGHT_ILLEGAL_ARGUMENT: lengthBytes : -1 (expected: >= 0)',
  );
  const file = await open(path);
  expect(outcome(() => new ChunkedFile(file, { lengthBytes: 4, chunkSizeBytes: 0 }))).toBe(
    'WATERTIGHT_ILLEGAL_ARGUMENT: chunkSizeBytes : 0 (expected: > 0)',
  );
  await file.close();
});

test('where there is no memory for a chunk, the write fails', async () => {
  const input = await ChunkedFile.open(await fileOf('0123'));
  const allocator = new UnpooledByteBufAllocator();
  allocator.ioBuffer = () => {
    throw new RangeError('no memory');
  };
  const channel = new EmbeddedChannel([new ChunkedWriteHandler()], { allocator });
  expect([await endOf(channel.writeAndFlush(input)), input.refCnt]).toEqual(['RangeError: no memory', 0]);
});

test('a stream of Node is written as it comes', async () => {
  const source = Readable.from([Buffer.from('one '), new Uint8Array(Buffer.from('two'))]);
  expect(await chunksOf(new ChunkedStream(source))).toEqual({
    chunks: ['one ', 'two'],
    end: 'written',
    progress: 7,
    refCnt: 0,
  });
  expect(source.destroyed).toBe(true);
});

test('a generator may make buffers', async () => {
  async function* buffers(): AsyncGenerator<ByteBuf> {
    yield Unpooled.copiedBuffer('made ');
    yield Unpooled.copiedBuffer('here');
  }
  expect(await chunksOf(new ChunkedStream(buffers()))).toEqual({
    chunks: ['made ', 'here'],
    end: 'written',
    progress: 9,
    refCnt: 0,
  });
});

test.for<[string, () => Readable, string]>([
  [
    'that fails',
    () =>
      new Readable({
        read() {
          this.destroy(new RangeError('odd'));
        },
      }),
    'RangeError: odd',
  ],
  [
    'that has failed before',
    () => {
      const source = new Readable({ read: () => undefined });
      return source.destroy(new RangeError('odd'));
    },
    'RangeError: odd',
  ],
  [
    'of text',
    () => Readable.from(['text']),
    'WATERTIGHT_ILLEGAL_ARGUMENT: chunk: string (expected: a ByteBuf or a Uint8Array)',
  ],
])('a stream %s fails the write', async ([, sourceOf, end]) => {
  const source = sourceOf();
  expect(await chunksOf(new ChunkedStream(source))).toEqual({ chunks: [], end, progress: 0, refCnt: 0 });
  expect(source.destroyed).toBe(true);
});

test('a stream that never gives anything is destroyed when the channel closes', async () => {
  const source = new Readable({ read: () => undefined });
  const channel = new EmbeddedChannel([new ChunkedWriteHandler()]);
  const end = endOf(channel.writeAndFlush(new ChunkedStream(source)));
  channel.finish();
  await end;
  expect(source.destroyed).toBe(true);
});

test('a generator is left when the channel closes', async () => {
  let hasLeft = false;
  async function* buffers(): AsyncGenerator<Uint8Array> {
    try {
      for (;;) {
        yield Buffer.from('x');
      }
    } finally {
      hasLeft = true;
    }
  }
  const channel = new EmbeddedChannel([new ChunkedWriteHandler()]);
  const end = endOf(channel.writeAndFlush(new ChunkedStream(buffers())));
  channel.finish();
  await end;
  await new Promise(setImmediate);
  channel.finishAndReleaseAll();
  expect(hasLeft).toBe(true);
});

test('a file larger than what a socket takes comes over whole', async () => {
  const text = 'abcdefghij'.repeat(300_000);
  const path = await fileOf(text);
  const eventLoop = openLoop();
  const inbox = new Inbox();
  const server = await listen({
    eventLoop,
    handlers: () => [
      new ChunkedWriteHandler(),
      { channelActive: (ctx) => void ChunkedFile.open(path).then((input) => ctx.writeAndFlush(input)) },
    ],
  });
  const channel = await connect(server, { eventLoop, handler: inbox });
  expect((await inbox.take(text.length)) === text).toBe(true);
  await channel.close();
});
