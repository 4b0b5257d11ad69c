import { type ByteBuf, Unpooled } from '@watertight/buffer';
import {
  ByteToMessageCodec,
  ByteToMessageDecoder,
  type ByteToMessageDecoderOptions,
  type ChannelHandlerContext,
  DecoderError,
  EmbeddedChannel,
} from '@watertight/channel';
import { expect, test } from 'vitest';
import { spy } from './events.ts';
import { framesOf, textOf } from './frames.ts';
import { outcome } from './outcome.ts';

type Decode = (ctx: ChannelHandlerContext, input: ByteBuf, out: unknown[]) => void;

class Decoder extends ByteToMessageDecoder {
  readonly #decode: Decode;

  constructor(decode: Decode, options?: ByteToMessageDecoderOptions) {
    super(options);
    this.#decode = decode;
  }

  get leftBytes(): number {
    return this.actualReadableBytes;
  }

  protected override decode(ctx: ChannelHandlerContext, input: ByteBuf, out: unknown[]): void {
    this.#decode(ctx, input, out);
  }
}

/** Makes a message of each two bytes. */
const pairs: Decode = (_ctx, input, out) => {
  if (input.isReadable(2)) {
    out.push(input.readRetainedSlice(2));
  }
};

const text = (content: string): ByteBuf => Unpooled.copiedBuffer(content);

test('what is not decoded is there again with the next bytes', () => {
  const decoder = new Decoder(pairs);
  const channel = new EmbeddedChannel([decoder]);
  channel.writeInbound(text('abc'));
  expect([decoder.leftBytes, textOf(channel.readInbound())]).toEqual([1, 'ab']);
  channel.writeInbound(text('d'), 'no bytes');
  expect([decoder.leftBytes, textOf(channel.readInbound()), channel.readInbound()]).toEqual([0, 'cd', 'no bytes']);
});

test('what is left at the end is decoded, then released', () => {
  const seen: string[] = [];
  class Last extends Decoder {
    protected override decodeLast(ctx: ChannelHandlerContext, input: ByteBuf, out: unknown[]): void {
      seen.push(`last ${input.readableBytes}`);
      super.decodeLast(ctx, input, out);
    }
  }
  const rest = text('abc');
  const channel = new EmbeddedChannel([new Last(pairs)]);
  channel.writeInbound(rest);
  expect([channel.finish(), seen, textOf(channel.readInbound()), rest.refCnt]).toEqual([true, ['last 1'], 'ab', 0]);
  expect([new EmbeddedChannel([new Last(pairs)]).finish(), seen]).toEqual([false, ['last 1', 'last 0']]);
});

test('what a decoder throws is a DecoderError, and comes behind what it has decoded', () => {
  const cause = new RangeError('odd');
  const throws: Decode = (ctx, input, out) => {
    pairs(ctx, input, out);
    if (out.length > 0) {
      throw cause;
    }
  };
  expect(framesOf(new Decoder(throws), ['ab', 'c'])).toEqual(['ab', 'WATERTIGHT_DECODER: RangeError: odd']);
  const channel = new EmbeddedChannel([new Decoder(throws)]);
  try {
    channel.writeInbound(text('ab'));
  } catch (error) {
    expect([error instanceof DecoderError, error instanceof Error && error.cause]).toEqual([true, cause]);
  }
  channel.finishAndReleaseAll();
});

test('a decoder that adds without reading is stopped', () => {
  const channel = new EmbeddedChannel([new Decoder((_ctx, _input, out) => void out.push('again'))]);
  expect([outcome(() => channel.writeInbound(text('ab'))), channel.readInbound()]).toEqual([
    'WATERTIGHT_DECODER: Decoder.decode() did not read anything but decoded a message.',
    'again',
  ]);
  expect(outcome(() => channel.finish())).toBe(
    'WATERTIGHT_DECODER: Decoder.decode() did not read anything but decoded a message.',
  );
});

test('a decoder that releases its input is told so', () => {
  const channel = new EmbeddedChannel([
    new Decoder((_ctx, input, out) => {
      out.push('read');
      input.skipBytes(input.readableBytes).release();
    }),
  ]);
  expect([outcome(() => channel.writeInbound(text('ab'))), channel.readInbound()]).toEqual([
    'WATERTIGHT_ILLEGAL_REFERENCE_COUNT: Decoder#decode() might have released its input buffer, or passed it down the pipeline without a retain() call, which is not allowed.',
    'read',
  ]);
});

test('a decoder may give one message a read', () => {
  const decoder = new Decoder(pairs, { singleDecode: true });
  const channel = new EmbeddedChannel([decoder]);
  channel.writeInbound(text('abcdef'));
  expect([channel.inboundMessages().length, decoder.leftBytes]).toEqual([1, 4]);
  channel.finishAndReleaseAll();
});

test('a decoder that is removed hands on what it has not decoded', () => {
  const events: string[] = [];
  const channel = new EmbeddedChannel([new Decoder(pairs), spy('s', events)]);
  channel.writeInbound(text('abc'));
  events.length = 0;
  channel.pipeline.remove(Decoder);
  expect(events).toEqual(['s.channelRead', 's.channelReadComplete']);
  expect([textOf(channel.readInbound()), textOf(channel.readInbound())]).toEqual(['ab', 'c']);
  channel.writeInbound('on');
  expect(channel.readInbound()).toBe('on');
});

test('a decoder that removes itself while it decodes is done with that first', () => {
  const channel = new EmbeddedChannel([
    new Decoder((ctx, input, out) => {
      ctx.pipeline.remove(ctx.name);
      out.push(input.readRetainedSlice(1));
    }),
  ]);
  channel.writeInbound(text('abc'));
  expect([textOf(channel.readInbound()), textOf(channel.readInbound())]).toEqual(['a', 'bc']);
});

test('bytes that come while others are decoded come after them', () => {
  const frames: unknown[] = [];
  const channel = new EmbeddedChannel([
    new Decoder(pairs),
    {
      channelRead(ctx, message) {
        // Kept, so that the decoder has to leave the memory behind when more bytes come.
        frames.push(message);
        if (frames.length === 1) {
          ctx.pipeline.fireChannelRead(text('x'.repeat(99)));
          ctx.pipeline.fireChannelRead('no bytes');
        }
      },
    },
  ]);
  channel.writeInbound(text('abcde'), text('f'));
  const expected = ['ab', 'cd', 'ex', ...new Array(49).fill('xx'), 'no bytes', 'f'];
  channel.pipeline.remove(Decoder);
  expect(frames.map(textOf)).toEqual(expected);
});

test('an error among bytes that wait for their turn stops none of them', () => {
  const seen: string[] = [];
  const channel = new EmbeddedChannel([
    new Decoder((_ctx, input, out) => {
      const frame = input.readCharSequence(input.readableBytes);
      if (frame === 'bad') {
        throw new RangeError('odd');
      }
      out.push(frame);
    }),
    {
      channelRead(ctx, message) {
        seen.push(String(message));
        if (message === 'first') {
          for (const more of ['bad', 'good']) {
            ctx.pipeline.fireChannelRead(text(more));
          }
        }
      },
      exceptionCaught: (_ctx, cause) => void seen.push(String(cause)),
    },
  ]);
  channel.writeInbound(text('first'));
  expect(seen).toEqual(['first', 'DecoderError: RangeError: odd', 'good']);
});

test('a decoder asks for more where it has nothing to hand on', () => {
  let reads = 0;
  const channel = new EmbeddedChannel(
    [
      {
        read(ctx) {
          reads += 1;
          ctx.read();
        },
      },
      new Decoder(pairs),
    ],
    { autoRead: false },
  );
  channel.writeInbound(text('a'));
  expect(reads).toBe(1);
  channel.writeInbound(text('b'));
  expect(reads).toBe(1);
  channel.finishAndReleaseAll();
});

test('memory that has been read is given back, but not under frames', () => {
  const channel = new EmbeddedChannel([new Decoder(pairs), { channelRead: (_ctx, message) => void textOf(message) }]);
  const cumulation = text('abc');
  channel.writeInbound(cumulation);
  expect([cumulation.readerIndex, cumulation.writerIndex]).toEqual([2, 3]);
  channel.writeInbound(text(''));
  expect([cumulation.readerIndex, cumulation.writerIndex]).toEqual([2, 3]);
  channel.writeInbound(text('defg'));
  expect([cumulation.readerIndex, cumulation.writerIndex]).toEqual([0, 1]);
  channel.finish();
  expect(cumulation.refCnt).toBe(0);
});

test('memory under frames stays as it is', () => {
  const frames: unknown[] = [];
  const channel = new EmbeddedChannel([
    new Decoder(pairs),
    { channelRead: (_ctx, message) => void frames.push(message) },
  ]);
  channel.writeInbound(text('abc'));
  channel.writeInbound(text('defg'));
  channel.finish();
  expect(frames.map(textOf)).toEqual(['ab', 'cd', 'ef']);
});

test('a decoder that removes itself at the end decodes no last time', () => {
  const seen: string[] = [];
  class Last extends Decoder {
    protected override decodeLast(): void {
      seen.push('last');
    }
  }
  const channel = new EmbeddedChannel([
    new Last((ctx, input) => {
      seen.push(`decode ${input.readableBytes}`);
      if (!ctx.channel.isOpen()) {
        ctx.pipeline.remove(ctx.name);
      }
    }),
  ]);
  channel.writeInbound(text('abc'));
  expect([channel.finish(), seen, textOf(channel.readInbound())]).toEqual([true, ['decode 3', 'decode 3'], 'abc']);
});

test('a cumulator that throws leaves nothing behind', () => {
  const channel = new EmbeddedChannel([
    new Decoder(pairs, {
      cumulator: (_alloc, cumulation, input) => {
        if (!cumulation.isReadable()) {
          return input;
        }
        cumulation.release();
        input.release();
        throw new RangeError('odd');
      },
    }),
  ]);
  channel.writeInbound(text('a'));
  expect(outcome(() => channel.writeInbound(text('b')))).toBe('WATERTIGHT_DECODER: RangeError: odd');
  expect(channel.finish()).toBe(false);
});

class Numbers extends ByteToMessageCodec<number> {
  constructor() {
    super((message) => typeof message === 'number');
  }

  protected override decode(_ctx: ChannelHandlerContext, input: ByteBuf, out: unknown[]): void {
    if (input.isReadable(4)) {
      out.push(input.readInt());
    }
  }

  protected override encode(_ctx: ChannelHandlerContext, message: number, out: ByteBuf): void {
    out.writeInt(message);
  }
}

test('a codec decodes and encodes', () => {
  const channel = new EmbeddedChannel([new Numbers()]);
  channel.writeOutbound(7, -8, 'text');
  const [first, second, other] = [channel.readOutbound(), channel.readOutbound(), channel.readOutbound()];
  channel.writeInbound(first, second);
  expect([channel.readInbound(), channel.readInbound(), other]).toEqual([7, -8, 'text']);
});
