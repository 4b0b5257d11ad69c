import { ByteBuf, Unpooled } from '@watertight/buffer';
import {
  type ChannelHandlerContext,
  EmbeddedChannel,
  LengthFieldPrepender,
  type LengthFieldPrependerOptions,
  MessageToByteEncoder,
  MessageToMessageDecoder,
  MessageToMessageEncoder,
} from '@watertight/channel';
import { describe, expect, test } from 'vitest';
import { textOf } from './frames.ts';
import { outcome, said } from './outcome.ts';

type Convert<T> = (message: T, out: unknown[]) => void;

class ToText extends MessageToMessageDecoder<ByteBuf> {
  readonly #convert: Convert<ByteBuf>;

  constructor(convert: Convert<ByteBuf>) {
    super(ByteBuf);
    this.#convert = convert;
  }

  protected override decode(_ctx: ChannelHandlerContext, message: ByteBuf, out: unknown[]): void {
    this.#convert(message, out);
  }
}

class ToMessages extends MessageToMessageEncoder<ByteBuf> {
  readonly #convert: Convert<ByteBuf>;

  constructor(convert: Convert<ByteBuf>) {
    super(ByteBuf);
    this.#convert = convert;
  }

  protected override encode(_ctx: ChannelHandlerContext, message: ByteBuf, out: unknown[]): void {
    this.#convert(message, out);
  }
}

class ToBytes extends MessageToByteEncoder<ByteBuf> {
  readonly #write: (message: ByteBuf, out: ByteBuf) => void;

  constructor(write: (message: ByteBuf, out: ByteBuf) => void) {
    super(ByteBuf);
    this.#write = write;
  }

  protected override encode(_ctx: ChannelHandlerContext, message: ByteBuf, out: ByteBuf): void {
    this.#write(message, out);
  }
}

const text = (content: string): ByteBuf => Unpooled.copiedBuffer(content);

function fail(): never {
  throw new RangeError('odd');
}

describe('a decoder of messages', () => {
  test('hands on what it makes of them, and releases them', () => {
    const channel = new EmbeddedChannel([
      new ToText((message, out) => out.push(message.toString('utf8'), message.retain())),
    ]);
    const message = text('in');
    channel.writeInbound(message, 'other');
    expect([channel.readInbound(), channel.readInbound(), channel.readInbound(), message.refCnt]).toEqual([
      'in',
      message,
      'other',
      1,
    ]);
    message.release();
  });

  test('hands on what it had made when it throws', () => {
    const channel = new EmbeddedChannel([
      new ToText((message, out) => {
        out.push(message.toString('utf8'));
        fail();
      }),
    ]);
    const message = text('in');
    expect([outcome(() => channel.writeInbound(message)), channel.readInbound(), message.refCnt]).toEqual([
      'WATERTIGHT_DECODER: RangeError: odd',
      'in',
      0,
    ]);
  });
});

describe('an encoder of messages', () => {
  test('writes what it makes of one, and its promise is done when all of that is written', () => {
    const channel = new EmbeddedChannel([new ToMessages((message, out) => out.push(1, message.retain(), 3))]);
    const message = text('out');
    const future = channel.write(message);
    const other = channel.write('other');
    expect([future.isDone(), message.refCnt]).toEqual([false, 1]);
    channel.flush();
    expect([future.isSuccess(), other.isSuccess(), channel.outboundMessages()]).toEqual([
      true,
      true,
      [1, message, 3, 'other'],
    ]);
    channel.releaseOutbound();
  });

  test('writes with the void promise, too', () => {
    const channel = new EmbeddedChannel([new ToMessages((_message, out) => out.push(1, 2))]);
    void channel.writeAndFlush(text('out'), channel.voidPromise());
    expect(channel.outboundMessages()).toEqual([1, 2]);
  });

  test('has to write something', () => {
    const channel = new EmbeddedChannel([new ToMessages(() => undefined)]);
    const message = text('out');
    expect([said(channel.write(message).cause), message.refCnt]).toEqual([
      'WATERTIGHT_ENCODER: ToMessages must produce at least one message.',
      0,
    ]);
  });

  test('releases a message over which it throws', () => {
    const channel = new EmbeddedChannel([new ToMessages(fail)]);
    const message = text('out');
    expect([said(channel.write(message).cause), message.refCnt]).toEqual(['WATERTIGHT_ENCODER: RangeError: odd', 0]);
  });
});

describe('an encoder to bytes', () => {
  test('writes the bytes of messages, and releases them', () => {
    const channel = new EmbeddedChannel([new ToBytes((message, out) => void out.writeInt(message.readableBytes))]);
    const message = text('four');
    channel.writeOutbound(message, 'other');
    expect([textOf(channel.readOutbound()), channel.readOutbound(), message.refCnt]).toEqual([
      '\0\0\0\x04',
      'other',
      0,
    ]);
  });

  test('writes an empty buffer for nothing', () => {
    const channel = new EmbeddedChannel([new ToBytes(() => undefined)]);
    const message = text('out');
    channel.writeOutbound(message);
    expect([channel.readOutbound(), message.refCnt]).toEqual([Unpooled.EMPTY_BUFFER, 0]);
  });

  test('releases a message over which it throws, and what it has written', () => {
    const channel = new EmbeddedChannel([
      new ToBytes((_message, out) => {
        out.writeInt(1);
        fail();
      }),
    ]);
    const message = text('out');
    expect([said(channel.write(message).cause), message.refCnt]).toEqual(['WATERTIGHT_ENCODER: RangeError: odd', 0]);
  });
});

test.for<[options: LengthFieldPrependerOptions, message: string, bytes: string]>([
  [{ lengthFieldLength: 1 }, 'abc', '03'],
  [{ lengthFieldLength: 2 }, 'abc', '0003'],
  [{ lengthFieldLength: 3 }, 'abc', '000003'],
  [{ lengthFieldLength: 4 }, '', '00000000'],
  [{ lengthFieldLength: 8 }, 'abc', '0000000000000003'],
  [{ lengthFieldLength: 2, byteOrder: 'LITTLE_ENDIAN' }, 'abc', '0300'],
  [{ lengthFieldLength: 2, lengthIncludesLengthFieldLength: true, lengthAdjustment: -1 }, 'abc', '0004'],
])('a prepender with %o writes the length of %s', ([options, content, expected]) => {
  const channel = new EmbeddedChannel([new LengthFieldPrepender(options)]);
  const message = text(content);
  channel.writeOutbound(message);
  const field = channel.readOutbound();
  expect(Buffer.from(textOf(field), 'latin1').toString('hex')).toBe(expected);
  expect(channel.readOutbound()).toBe(message);
  message.release();
});

test.for<[options: LengthFieldPrependerOptions, lengthBytes: number, refusal: string]>([
  [{ lengthFieldLength: 1 }, 256, 'length does not fit into a byte: 256'],
  [{ lengthFieldLength: 2 }, 65_536, 'length does not fit into a short integer: 65536'],
  [{ lengthFieldLength: 2, lengthAdjustment: -3 }, 2, 'Adjusted frame length (-1) is less than zero'],
])('a prepender with %o refuses %d bytes', ([options, lengthBytes, refusal]) => {
  const channel = new EmbeddedChannel([new LengthFieldPrepender(options)]);
  const message = Unpooled.buffer(lengthBytes).writeZero(lengthBytes);
  expect([said(channel.write(message).cause), message.refCnt]).toEqual([
    `WATERTIGHT_ENCODER: IllegalArgumentError: ${refusal}`,
    0,
  ]);
});
