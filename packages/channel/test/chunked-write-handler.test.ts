import { type ByteBuf, type ByteBufAllocator, ReferenceCountUtil, Unpooled } from '@watertight/buffer';
import {
  type ChannelFuture,
  type ChannelHandler,
  ChunkedInput,
  ChunkedWriteHandler,
  EmbeddedChannel,
  WriteBufferWaterMark,
} from '@watertight/channel';
import { expect, test } from 'vitest';
import { logged } from './events.ts';
import { textOf } from './frames.ts';
import { Letters } from './letters.ts';
import { outcome, said } from './outcome.ts';

/** What has been written, as text. */
function written(channel: EmbeddedChannel): string {
  let text = '';
  for (let message = channel.readOutbound(); message !== undefined; message = channel.readOutbound()) {
    text += textOf(message);
  }
  return text;
}

function text(letters: string): ByteBuf {
  return Unpooled.copiedBuffer(letters);
}

/** Whether it is done, and why it failed. */
function ends(...futures: readonly ChannelFuture[]): unknown[] {
  return futures.map((future) =>
    future.isDone() ? (future.cause === undefined ? 'done' : said(future.cause)) : 'waits',
  );
}

test('an input is written chunk by chunk, and closed at its end', () => {
  const channel = new EmbeddedChannel([new ChunkedWriteHandler()]);
  const input = new Letters('abc');
  const future = channel.writeAndFlush(input);
  expect([channel.outboundMessages().length, written(channel), ends(future), input.closed]).toEqual([
    3,
    'abc',
    ['done'],
    1,
  ]);
});

test('what is written behind an input waits for its end, and for its flush', () => {
  const channel = new EmbeddedChannel([new ChunkedWriteHandler()]);
  const before = channel.write(text('1'));
  const first = channel.write(new Letters('a?b'));
  const between = channel.write(text('2'));
  const second = channel.write(new Letters('cd'));
  channel.flush();
  const last = channel.write(text('3'));
  const handler = channel.pipeline.get(ChunkedWriteHandler);
  expect([handler?.pendingWrites, written(channel), ends(before, first, between, second, last)]).toEqual([
    4,
    '1a',
    ['done', 'waits', 'waits', 'waits', 'waits'],
  ]);
  handler?.resumeTransfer();
  expect([written(channel), ends(first, between, second, last)]).toEqual(['b2cd', ['done', 'done', 'done', 'waits']]);
  channel.flush();
  expect([handler?.pendingWrites, written(channel), ends(last)]).toEqual([0, '3', ['done']]);
});

test('an empty input is written at once', () => {
  const channel = new EmbeddedChannel([new ChunkedWriteHandler()]);
  const input = new Letters('');
  expect([ends(channel.writeAndFlush(input)), channel.outboundMessages(), input.closed]).toEqual([['done'], [], 1]);
});

test('chunks are read while the channel is writable, and no further', () => {
  let flush = (): void => undefined;
  const hold: ChannelHandler = {
    handlerAdded(ctx) {
      flush = () => void ctx.flush();
    },
    flush: () => undefined,
  };
  // A letter counts for 97 bytes where it waits.
  const writeBufferWaterMark = new WriteBufferWaterMark(100, 200);
  const channel = new EmbeddedChannel([hold, new ChunkedWriteHandler()], { writeBufferWaterMark });
  const input = new Letters('abcdefgh');
  const future = channel.writeAndFlush(input);
  const progress = [input.progress];
  while (!future.isDone()) {
    flush();
    progress.push(input.progress);
  }
  expect([progress, written(channel)]).toEqual([[3, 5, 7, 8, 8], 'abcdefgh']);
});

test('an input that says it has more while it is asked is not asked again meanwhile', () => {
  let asked = 0;
  const handler = new ChunkedWriteHandler();
  class Eager extends Letters {
    override readChunk(allocator: ByteBufAllocator): ByteBuf | undefined {
      asked += 1;
      if (asked <= this.length) {
        handler.resumeTransfer();
      }
      return super.readChunk(allocator);
    }
  }
  const channel = new EmbeddedChannel([handler]);
  channel.writeAndFlush(new Eager('abc'));
  expect([written(channel), asked]).toEqual(['abc', 3]);
});

test('an input that cannot be read fails, and the next one is written', () => {
  const channel = new EmbeddedChannel([new ChunkedWriteHandler()]);
  const input = new Letters('a!b');
  const futures = [channel.write(input), channel.write(new Letters('c'))];
  channel.flush();
  expect([written(channel), ends(...futures), input.closed]).toEqual(['ac', ['RangeError: odd', 'done'], 1]);
});

test('an input that does not know its end fails, and its chunk is released', () => {
  class Endless extends Letters {
    override isEndOfInput(): boolean {
      throw new RangeError('odd');
    }
  }
  const channel = new EmbeddedChannel([new ChunkedWriteHandler()]);
  const input = new Endless('a');
  const future = channel.writeAndFlush(input);
  expect([ends(future), input.chunks[0]?.refCnt, input.closed]).toEqual([['RangeError: odd'], 0, 1]);
});

test('when a chunk cannot be written, no further one is read', () => {
  const picky: ChannelHandler = {
    write(ctx, message, promise) {
      if (message instanceof Object && String(message).includes('widx: 1') && promise.channel.isOpen()) {
        ReferenceCountUtil.release(message);
        promise.setFailure(new RangeError('odd'));
      } else {
        ctx.write(message, promise);
      }
    },
  };
  const channel = new EmbeddedChannel([picky, new ChunkedWriteHandler()]);
  const input = new Letters('abc');
  const futures = [channel.write(input), channel.write('next')];
  channel.flush();
  expect([ends(...futures), input.progress, input.closed, channel.readOutbound()]).toEqual([
    ['RangeError: odd', 'done'],
    1,
    1,
    'next',
  ]);
});

test.for<[string, (channel: EmbeddedChannel) => void, string]>([
  ['the channel closes', (channel) => void channel.close(), 'WATERTIGHT_CLOSED_CHANNEL'],
  [
    'the handler is removed',
    ({ pipeline }) => void pipeline.remove(ChunkedWriteHandler),
    'WATERTIGHT_CHANNEL_PIPELINE',
  ],
])('what waits is released and fails when %s', ([, end, code]) => {
  const channel = new EmbeddedChannel([new ChunkedWriteHandler()]);
  const inputs = [new Letters('a?b'), new Letters('c')];
  const message = text('1');
  const futures = [channel.write(inputs[0]), channel.write(message), channel.write(inputs[1])];
  channel.flush();
  end(channel);
  expect(futures.map(({ cause }) => cause instanceof Error && 'code' in cause && cause.code)).toEqual([
    code,
    code,
    code,
  ]);
  expect([written(channel), inputs.map(({ closed }) => closed), message.refCnt]).toEqual(['a', [1, 1], 0]);
});

test('an input that is cancelled is closed at once, and lets the next one pass', () => {
  const channel = new EmbeddedChannel([new ChunkedWriteHandler()]);
  const input = new Letters('a?b');
  const futures = [channel.write(input), channel.write(new Letters('c'))];
  channel.flush();
  expect([futures[0]?.cancel(), written(channel), input.closed, ends(...futures)]).toEqual([
    true,
    'ac',
    1,
    ['WATERTIGHT_CANCELLED: The operation was cancelled before it began.', 'done'],
  ]);
});

test('what is written behind an input is released when its promise is done before its turn', () => {
  const channel = new EmbeddedChannel([new ChunkedWriteHandler()]);
  channel.write(new Letters('a?b'));
  const messages = [text('1'), text('2')];
  const futures = [channel.newPromise(), channel.newPromise()];
  messages.forEach((message, index) => void channel.write(message, futures[index]));
  channel.writeAndFlush(new Letters('c'));
  futures[0]?.cancel();
  futures[1]?.setSuccess();
  channel.pipeline.get(ChunkedWriteHandler)?.resumeTransfer();
  expect([written(channel), messages.map(({ refCnt }) => refCnt)]).toEqual(['abc', [0, 0]]);
});

test('without a promise, a failure is an exception of the pipeline', () => {
  const channel = new EmbeddedChannel([new ChunkedWriteHandler()]);
  channel.writeAndFlush(new Letters('a!'), channel.voidPromise());
  expect([outcome(() => channel.checkException()), written(channel)]).toEqual(['RangeError: odd', 'a']);
});

test('an input that is written to a closed channel is closed', () => {
  const channel = new EmbeddedChannel([new ChunkedWriteHandler()]);
  channel.finish();
  const input = new Letters('abc');
  void channel.write(input);
  expect([input.refCnt, input.closed]).toEqual([0, 1]);
});

test('what fails when an input is closed is a warning', async () => {
  const log = logged();
  class Stuck extends Letters {
    readonly #close: () => Promise<void>;

    constructor(close: () => Promise<void>) {
      super('');
      this.#close = close;
    }

    override close(): Promise<void> {
      return this.#close();
    }
  }
  const channel = new EmbeddedChannel([new ChunkedWriteHandler()]);
  channel.write(new Stuck(() => Promise.reject(new RangeError('later'))));
  channel.write(
    new Stuck(() => {
      throw new RangeError('at once');
    }),
  );
  channel.flush();
  await Promise.resolve();
  expect(log).toEqual([
    'warn: Failed to close a chunked input. RangeError: at once',
    'warn: Failed to close a chunked input. RangeError: later',
  ]);
});

test('an input is closed with its last reference', () => {
  const input = new Letters('');
  const releases = [input.retain().release(), input.refCnt, input.release(), input.closed];
  expect(releases).toEqual([false, 1, true, 1]);
  const advice = 'An input is closed with its last reference; take or give back one for each owner.';
  expect([outcome(() => input.release()), outcome(() => input.retain())]).toEqual([
    `WATERTIGHT_ILLEGAL_REFERENCE_COUNT: refCnt: 0, decrement: 1. ${advice}`,
    `WATERTIGHT_ILLEGAL_REFERENCE_COUNT: refCnt: 0, increment: 1. ${advice}`,
  ]);
});

/** An input whose chunks come when they are told to. */
class Slow extends ChunkedInput<ByteBuf> {
  readonly length = undefined;
  readonly progress = 0;
  closed = 0;
  give: (chunk: ByteBuf | undefined) => void = () => undefined;
  fail: (cause: unknown) => void = () => undefined;
  #isEnd = false;

  isEndOfInput(): boolean {
    return this.#isEnd;
  }

  readChunk(): Promise<ByteBuf | undefined> {
    return new Promise((resolve, reject) => {
      this.give = (chunk) => {
        this.#isEnd = chunk === undefined;
        resolve(chunk);
      };
      this.fail = reject;
    });
  }

  protected close(): void {
    this.closed += 1;
  }
}

test('chunks that take their time are waited for', async () => {
  const channel = new EmbeddedChannel([new ChunkedWriteHandler()]);
  const input = new Slow();
  const futures = [channel.write(input), channel.write(text('!'))];
  channel.flush();
  for (const letter of ['a', 'b', undefined]) {
    expect(written(channel)).toBe(letter === 'a' ? '' : letter === 'b' ? 'a' : 'b');
    input.give(letter === undefined ? undefined : text(letter));
    await Promise.resolve();
  }
  expect([written(channel), ends(...futures), input.closed]).toEqual(['!', ['done', 'done'], 1]);
});

test.for<[string, (channel: EmbeddedChannel, future: ChannelFuture) => void]>([
  ['the channel has closed', (channel) => void channel.close()],
  ['its handler was removed', ({ pipeline }) => void pipeline.remove(ChunkedWriteHandler)],
  ['its write was cancelled', (_channel, future) => void future.cancel()],
])('a chunk that comes when %s is released', async ([, end]) => {
  const channel = new EmbeddedChannel([new ChunkedWriteHandler()]);
  const input = new Slow();
  const future = channel.writeAndFlush(input);
  end(channel, future);
  const chunk = text('late');
  input.give(chunk);
  await Promise.resolve();
  expect([chunk.refCnt, input.closed, written(channel), future.isDone()]).toEqual([0, 1, '', true]);
});

test('a chunk that fails later fails the write', async () => {
  const channel = new EmbeddedChannel([new ChunkedWriteHandler()]);
  const input = new Slow();
  const futures = [channel.write(input), channel.write(text('next'))];
  channel.flush();
  input.fail(new RangeError('odd'));
  await Promise.resolve();
  expect([ends(...futures), written(channel), input.closed]).toEqual([['RangeError: odd', 'done'], 'next', 1]);
});
