import {
  ByteBuf,
  type ByteBufAllocator,
  bufferPools,
  PooledByteBufAllocator,
  Unpooled,
  UnpooledByteBufAllocator,
} from '@watertight/buffer';
import {
  type ChannelHandlerContext,
  runInWorker,
  SimpleChannelInboundHandler,
  type WorkerTaskOptions,
} from '@watertight/channel';
import { Piscina } from 'piscina';
import { expect, onTestFinished, test } from 'vitest';
import { channelOf, openGroup } from './executors.ts';

/** One thread, which ends with the test. */
function openPool(): Piscina {
  const pool = new Piscina({ filename: new URL('./worker.mjs', import.meta.url).href, maxThreads: 1 });
  onTestFinished(() => pool.destroy());
  return pool;
}

/** A message in a buffer of 16 bytes. */
function hello(alloc: ByteBufAllocator = new UnpooledByteBufAllocator()): ByteBuf {
  return alloc.directBuffer(16).writeBytes(Buffer.from('hello'));
}

/** Releases what has come back. */
function textOf(answer: ByteBuf): string {
  const text = answer.toString('utf8');
  answer.release();
  return text;
}

test('a worker gets the memory of a message, and gives it back', async () => {
  const before = bufferPools();
  const message = hello();
  const view = message.toBuffer();
  const answered = runInWorker(openPool(), message, { name: 'shout' });
  expect([message.refCnt, view.length, bufferPools()]).toEqual([0, 0, before]);
  const answer = await answered;
  expect([answer.refCnt, textOf(answer)]).toEqual([1, 'HELLO']);
});

test('all of an unpooled message goes along, of a pooled one only a copy of what can be read', async () => {
  const pool = openPool();
  const measure = async (message: ByteBuf): Promise<number> => {
    const answer = await runInWorker(pool, message, { name: 'measure' });
    const lengthBytes = answer.readByte();
    answer.release();
    return lengthBytes;
  };
  expect([await measure(hello()), await measure(hello(new PooledByteBufAllocator()))]).toEqual([16, 5]);
});

test('memory that is shared is changed where it is', async () => {
  const shared = Buffer.from(new SharedArrayBuffer(5)).fill('hello');
  const message = Unpooled.wrappedBuffer(shared);
  const answer = await runInWorker(openPool(), message, { name: 'shoutInPlace' });
  expect([shared.toString(), message.refCnt, answer.isReadable()]).toEqual(['HELLO', 0, false]);
});

test.for<readonly [what: string, error: string, options: WorkerTaskOptions, end?: (pool: Piscina) => void]>([
  ['throws', 'Error: too hard', { name: 'fail' }],
  [
    'returns something else',
    'IllegalArgumentError: answer: 42 (expected: a Uint8Array from the worker)',
    { name: 'count' },
  ],
  ['exits', 'Error: worker exited with code: 3', { name: 'exit' }],
  ['is not there', 'Error: No handler function exported', { name: 'nothing' }],
  ['has been told to stop', 'AbortError: The task has been aborted', { name: 'shout', signal: AbortSignal.abort() }],
  ['is ended', 'Error: Terminating worker thread', { name: 'hang' }, (pool) => void pool.destroy()],
])('a worker that %s fails the promise, and the message is gone', async ([, error, options, end]) => {
  const before = bufferPools();
  const pool = openPool();
  const message = hello();
  const answered = runInWorker(pool, message, options).then(
    (answer) => textOf(answer),
    (cause: unknown) => String(cause),
  );
  end?.(pool);
  expect([await answered, message.refCnt, bufferPools()]).toEqual([expect.stringContaining(error), 0, before]);
});

test('a worker that is told to stop meanwhile fails the promise, and the next one works', async () => {
  const pool = openPool();
  const abort = new AbortController();
  const message = hello();
  const answered = runInWorker(pool, message, { name: 'hang', signal: abort.signal }).catch(String);
  abort.abort();
  expect([await answered, message.refCnt]).toEqual(['AbortError: The task has been aborted', 0]);
  expect(textOf(await runInWorker(pool, hello(), { name: 'shout' }))).toBe('HELLO');
});

test('with an executor, the answers of workers come in the order of the messages', async () => {
  const pool = openPool();
  const group = openGroup();
  class Shouts extends SimpleChannelInboundHandler<ByteBuf> {
    constructor() {
      super(ByteBuf, { autoRelease: false }); // the worker takes the messages
    }

    protected override async channelRead0(ctx: ChannelHandlerContext, message: ByteBuf): Promise<void> {
      ctx.fireChannelRead(await runInWorker(pool, message, { name: 'shout' }));
    }
  }
  const channel = channelOf(group, new Shouts());
  channel.writeInbound(...['one', 'two', 'three'].map((word) => Unpooled.copiedBuffer(word)));
  await group.shutdownGracefully();
  expect(channel.inboundMessages().map((answer) => (answer as ByteBuf).toString('utf8'))).toEqual([
    'ONE',
    'TWO',
    'THREE',
  ]);
  channel.finishAndReleaseAll();
});
