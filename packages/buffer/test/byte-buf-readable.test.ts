import { once } from 'node:events';
import { Writable } from 'node:stream';
import { finished, pipeline } from 'node:stream/promises';
import { type ByteBuf, ByteBufReadable, Unpooled } from '@watertight/buffer';
import { describe, expect, test } from 'vitest';

const text = (content: string): ByteBuf => Unpooled.copiedBuffer(content);

async function* yielding<T>(...values: readonly T[]): AsyncGenerator<T> {
  yield* values;
}

/** Everything that can be made a stream of, with the text in it. */
const SOURCES: readonly (readonly [
  what: string,
  make: () => Parameters<typeof ByteBufReadable.from>[0],
  text: string,
])[] = [
  ['a buffer', () => text('hello world'), 'hello world'],
  ['no bytes', () => Unpooled.buffer(), ''],
  ['an array', () => [text('hello'), text(' '), text('world')], 'hello world'],
  [
    'many buffers',
    () => Array.from({ length: 40 }, (_, index) => text(`${index},`)),
    `${[...Array(40).keys()].join()},`,
  ],
  ['no buffers', () => [], ''],
  ['a set', () => new Set([text('hello'), Unpooled.buffer(), text(' world')]), 'hello world'],
  ['an async generator', () => yielding(text('hello'), Unpooled.buffer(), text(' world')), 'hello world'],
];

describe.for(SOURCES)('a stream of %s', ([, make, content]) => {
  test('is iterated over in copies and then released', async () => {
    const source = make();
    const chunks: Buffer[] = [];
    for await (const chunk of ByteBufReadable.from(source, { highWaterMark: 4 })) {
      chunks.push(chunk);
    }
    expect([Buffer.concat(chunks).toString(), chunks.every(({ length }) => length <= 4)]).toEqual([content, true]);
    expect(countsOf(source)).toEqual(countsOf(source).map(() => 0));
  });

  test('is piped, at whatever size it is read', async () => {
    const chunks: Buffer[] = [];
    const slow = new Writable({
      highWaterMark: 1,
      write: (chunk, _encoding, callback) => {
        chunks.push(chunk);
        setImmediate(callback);
      },
    });
    await pipeline(ByteBufReadable.from(make()), slow);
    expect(Buffer.concat(chunks).toString()).toBe(content);
  });
});

test('leaving a loop releases what has not been read', async () => {
  const sources = [text('hello world'), [text('hello'), text('world')]];
  for (const source of sources) {
    for await (const chunk of ByteBufReadable.from(source, { highWaterMark: 2 })) {
      expect(chunk.toString()).toBe('he');
      break;
    }
    expect(countsOf(source)).toEqual(countsOf(source).map(() => 0));
  }
});

test('a generator gives no more buffers once its stream is destroyed', async () => {
  const [taken, kept] = [text('hello'), text('world')];
  const stream = ByteBufReadable.from(yielding(taken, kept), { highWaterMark: 2 });
  await once(stream, 'readable');
  await destroyed(stream);
  expect([taken.refCnt, kept.release()]).toEqual([0, true]);
});

test('a stream that is destroyed before it was read releases', async () => {
  const buffer = text('hello');
  await destroyed(new ByteBufReadable(buffer));
  expect([buffer.refCnt, buffer.readerIndex]).toEqual([0, 0]);
});

test('a stream that is destroyed with an error releases, and tells the error', async () => {
  const buffer = text('hello');
  const stream = new ByteBufReadable(buffer);
  stream.destroy(new Error('enough'));
  await expect(finished(stream)).rejects.toThrow('enough');
  expect(buffer.refCnt).toBe(0);
});

test('a pipeline that fails releases', async () => {
  const buffer = text('hello');
  const failing = new Writable({ write: (_chunk, _encoding, callback) => callback(new Error('disk full')) });
  await expect(pipeline(new ByteBufReadable(buffer), failing)).rejects.toThrow('disk full');
  expect(buffer.refCnt).toBe(0);
});

test('a buffer that is retained outlives its stream, which has read it', async () => {
  using buffer = text('hello').skipBytes(1);
  expect(await new ByteBufReadable(buffer.retain()).setEncoding('utf8').toArray()).toEqual(['ello']);
  expect([buffer.refCnt, buffer.readableBytes]).toEqual([1, 0]);
});

test('chunks outlive the buffer', async () => {
  const buffer = text('hello');
  const [chunk] = await new ByteBufReadable(buffer).toArray();
  expect([buffer.refCnt, String(chunk)]).toEqual([0, 'hello']);
});

test('a buffer that somebody else has released is an error of the stream', async () => {
  const before = text('hello');
  before.release();
  await expect(new ByteBufReadable(before).toArray()).rejects.toThrow(/^refCnt: 0\. /);

  const meanwhile = text('hello');
  const stream = new ByteBufReadable(meanwhile);
  meanwhile.release();
  stream.destroy();
  await expect(finished(stream)).rejects.toThrow();
  await expect(
    once(new ByteBufReadable(meanwhile).destroy(), 'error').then(([error]) => error.message),
  ).resolves.toMatch(/^refCnt: 0, decrement: 1\. /);
});

test('an await using declaration releases', async () => {
  const buffer = text('hello');
  {
    await using stream = new ByteBufReadable(buffer);
    expect(stream.readable).toBe(true);
  }
  expect(buffer.refCnt).toBe(0);
});

test('a stream without any patience still reads', async () => {
  const buffer = text('abc');
  expect(await new ByteBufReadable(buffer, { highWaterMark: 0 }).toArray()).toEqual(
    ['a', 'b', 'c'].map((c) => Buffer.from(c)),
  );
});

/** The counts of what an array or set was made of; those of a generator are gone. */
function countsOf(source: unknown): readonly number[] {
  const buffers = Array.isArray(source) || source instanceof Set ? [...source] : [source];
  return buffers.flatMap((buffer) => ('refCnt' in buffer ? [buffer.refCnt] : []));
}

async function destroyed(stream: Readonly<NodeJS.ReadableStream> & { destroy(): unknown }): Promise<void> {
  const closed = once(stream, 'close');
  stream.destroy();
  await closed;
}
