import { once } from 'node:events';
import { Readable } from 'node:stream';
import { finished, pipeline } from 'node:stream/promises';
import { ByteBufReadable, ByteBufWritable, Unpooled } from '@watertight/buffer';
import { expect, test } from 'vitest';

const GONE = 'refCnt: 0. This stream has no buffer any more: it failed, or gave it away.';

test('a stream collects what is written, and gives it away when it has finished', async () => {
  const sink = new ByteBufWritable();
  await pipeline(Readable.from([Buffer.from('hello'), ' ', 'world'], { objectMode: false }), sink);
  expect(sink.buffer().toString('utf8')).toBe('hello world');
  using buffer = sink.take();
  expect([buffer.toString('utf8'), buffer.refCnt]).toEqual(['hello world', 1]);
  expect(() => sink.take()).toThrow(GONE);
  expect(() => sink.buffer()).toThrow(GONE);
});

test('a stream writes behind what a buffer holds already', async () => {
  const sink = new ByteBufWritable(Unpooled.directBuffer(4).writeShort(0x6869));
  sink.write('!');
  expect(sink.buffer().toString('utf8')).toBe('hi!');
  sink.end(Buffer.from('?'));
  await finished(sink);
  using buffer = sink.take();
  expect([buffer.toString('utf8'), buffer.isDirect()]).toEqual(['hi!?', true]);
});

test('a stream that is destroyed before it has finished releases', async () => {
  const buffer = Unpooled.buffer();
  const sink = new ByteBufWritable(buffer);
  sink.write('hello');
  sink.destroy();
  await once(sink, 'close');
  expect(buffer.refCnt).toBe(0);
  expect(() => sink.take()).toThrow(GONE);
});

test('a pipeline that fails releases', async () => {
  const buffer = Unpooled.buffer();
  const failing = new Readable({
    read() {
      this.push('hello');
      this.destroy(new Error('reset by peer'));
    },
  });
  await expect(pipeline(failing, new ByteBufWritable(buffer))).rejects.toThrow('reset by peer');
  expect(buffer.refCnt).toBe(0);
});

test('a buffer that is full fails the stream', async () => {
  const buffer = Unpooled.buffer(0, 8);
  const source = new ByteBufReadable(Unpooled.copiedBuffer('hello world'), { highWaterMark: 6 });
  await expect(pipeline(source, new ByteBufWritable(buffer))).rejects.toThrow(
    'writerIndex(6) + minWritableBytes(5) exceeds maxCapacity(8)',
  );
  expect([buffer.refCnt, source.destroyed]).toEqual([0, true]);
});

test('what is taken early is what has been written, and then the stream ends', async () => {
  const sink = new ByteBufWritable();
  sink.write('hello');
  using buffer = sink.take();
  expect([buffer.toString('utf8'), buffer.refCnt, sink.destroyed]).toEqual(['hello', 1, true]);
  await once(sink, 'close');
  expect(buffer.refCnt).toBe(1);
});

test('a buffer that somebody else has released is an error of the stream', async () => {
  const buffer = Unpooled.buffer();
  const sink = new ByteBufWritable(buffer);
  buffer.release();
  sink.end('hello');
  await expect(finished(sink)).rejects.toThrow(/^refCnt: 0\. /);
});
