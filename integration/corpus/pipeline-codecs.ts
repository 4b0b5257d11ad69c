// The codecs that the recording was made with, by the names it has for them.

import { ByteBuf, Unpooled } from '@watertight/buffer';
import {
  ByteToMessageDecoder,
  type ChannelHandlerContext,
  COMPOSITE_CUMULATOR,
  DelimiterBasedFrameDecoder,
  FixedLengthFrameDecoder,
  LengthFieldBasedFrameDecoder,
  type LengthFieldLength,
  LengthFieldPrepender,
  LineBasedFrameDecoder,
  MERGE_CUMULATOR,
  MessageToByteEncoder,
  MessageToMessageDecoder,
  MessageToMessageEncoder,
} from '@watertight/channel';
import type { Value } from './corpus-case.ts';
import { fail, isString, type Make, type Note } from './pipeline-handlers.ts';

type Convert<T> = (message: T, out: unknown[]) => void;

class BufDecoder extends MessageToMessageDecoder<ByteBuf> {
  readonly #label: string;
  readonly #note: Note;
  readonly #convert: Convert<ByteBuf>;

  constructor(label: string, note: Note, convert: Convert<ByteBuf>) {
    super(ByteBuf);
    this.#label = label;
    this.#note = note;
    this.#convert = convert;
  }

  protected override decode(_ctx: ChannelHandlerContext, message: ByteBuf, out: unknown[]): void {
    this.#note(this.#label, 'decode', message);
    this.#convert(message, out);
  }
}

/** Named as the recorded one, whose name is in messages. */
class StringEncoder extends MessageToMessageEncoder<string> {
  readonly #label: string;
  readonly #note: Note;
  readonly #convert: Convert<string>;

  constructor(label: string, note: Note, convert: Convert<string>) {
    super(isString);
    this.#label = label;
    this.#note = note;
    this.#convert = convert;
  }

  protected override encode(_ctx: ChannelHandlerContext, message: string, out: unknown[]): void {
    this.#note(this.#label, 'encode', message);
    this.#convert(message, out);
  }
}

class BufRetainEncoder extends MessageToMessageEncoder<ByteBuf> {
  readonly #label: string;
  readonly #note: Note;

  constructor(label: string, note: Note) {
    super(ByteBuf);
    this.#label = label;
    this.#note = note;
  }

  protected override encode(_ctx: ChannelHandlerContext, message: ByteBuf, out: unknown[]): void {
    this.#note(this.#label, 'encode', message);
    out.push(message.retain());
  }
}

class IntEncoder extends MessageToByteEncoder<number> {
  readonly #label: string;
  readonly #note: Note;
  readonly #write: (message: number, out: ByteBuf) => void;

  constructor(label: string, note: Note, write: (message: number, out: ByteBuf) => void) {
    super((message): message is number => typeof message === 'number');
    this.#label = label;
    this.#note = note;
    this.#write = write;
  }

  protected override encode(_ctx: ChannelHandlerContext, message: number, out: ByteBuf): void {
    this.#note(this.#label, 'encode', message);
    this.#write(message, out);
  }
}

/** Named as the recorded one, whose name is in messages. */
class IntDecoder extends ByteToMessageDecoder {
  readonly #label: string;
  readonly #note: Note;
  readonly #kind: string;

  constructor(label: string, note: Note, kind: string, cumulator: Value | undefined) {
    super({ cumulator: cumulatorOf(cumulator) });
    this.#label = label;
    this.#note = note;
    this.#kind = kind;
  }

  protected override decode(ctx: ChannelHandlerContext, input: ByteBuf, out: unknown[]): void {
    this.#note(this.#label, 'decode', input.readableBytes);
    if (this.#kind === 'notReading') {
      out.push(0);
      return;
    }
    if (!input.isReadable(4)) {
      return;
    }
    const value = input.readInt();
    out.push(value);
    if (this.#kind === 'intsTwice') {
      out.push(value);
    } else if (this.#kind === 'intsThrowAtZero' && value === 0) {
      fail('decode failed');
    } else if (this.#kind === 'intsRemoveSelf') {
      ctx.pipeline.remove(this);
    }
  }

  protected override handlerRemoved0(): void {
    this.#note(this.#label, 'handlerRemoved');
  }
}

function cumulatorOf(name: Value | undefined): typeof MERGE_CUMULATOR {
  return name === 'COMPOSITE' ? COMPOSITE_CUMULATOR : MERGE_CUMULATOR;
}

const ints =
  (kind: string): Make =>
  (name, note, [cumulator]) =>
    new IntDecoder(name, note, kind, cumulator);

const bufDecoder =
  (convert: Convert<ByteBuf>): Make =>
  (name, note) =>
    new BufDecoder(name, note, convert);

const stringEncoder =
  (convert: Convert<string>): Make =>
  (name, note) =>
    new StringEncoder(name, note, convert);

const intEncoder =
  (write: (message: number, out: ByteBuf) => void): Make =>
  (name, note) =>
    new IntEncoder(name, note, write);

export const CODECS: Readonly<Record<string, Make>> = {
  bufToString: bufDecoder((message, out) => out.push(message.toString('utf8'))),
  bufPass: bufDecoder((message, out) => out.push(message)),
  bufRetainPass: bufDecoder((message, out) => out.push(message.retain())),
  bufTwice: bufDecoder((message, out) => out.push(message.retainedDuplicate(), message.retainedSlice())),
  bufNothing: bufDecoder(() => undefined),
  bufThrow: bufDecoder((message, out) => {
    out.push(message.retain());
    fail('decode failed');
  }),
  stringToBuf: stringEncoder((message, out) => out.push(Unpooled.copiedBuffer(message))),
  stringToNothing: stringEncoder(() => undefined),
  stringThrow: stringEncoder(() => fail('encode failed')),
  bufRetainEncoder: (name, note) => new BufRetainEncoder(name, note),
  intToBytes: intEncoder((message, out) => out.writeInt(message)),
  intToNothing: intEncoder(() => undefined),
  intThrow: intEncoder(() => fail('encode failed')),
  ints: ints('ints'),
  intsTwice: ints('intsTwice'),
  intsThrowAtZero: ints('intsThrowAtZero'),
  intsRemoveSelf: ints('intsRemoveSelf'),
  notReading: ints('notReading'),
  LengthFieldBasedFrameDecoder: (_name, _note, [max, offset, length, adjustment, strip, cumulator]) =>
    new LengthFieldBasedFrameDecoder({
      maxFrameLength: Number(max),
      lengthFieldOffset: Number(offset),
      lengthFieldLength: Number(length) as LengthFieldLength,
      lengthAdjustment: Number(adjustment),
      initialBytesToStrip: Number(strip),
      cumulator: cumulatorOf(cumulator),
    }),
  LengthFieldPrepender: (_name, _note, [length]) =>
    new LengthFieldPrepender({ lengthFieldLength: Number(length) as LengthFieldLength }),
  FixedLengthFrameDecoder: (_name, _note, [length]) => new FixedLengthFrameDecoder(Number(length)),
  LineBasedFrameDecoder: (_name, _note, [max, strip, failFast]) =>
    new LineBasedFrameDecoder({
      maxLength: Number(max),
      stripDelimiter: strip === true,
      failFast: failFast === true,
    }),
  DelimiterBasedFrameDecoder: (_name, _note, [max, strip, delimiter]) =>
    new DelimiterBasedFrameDecoder({
      maxFrameLength: Number(max),
      stripDelimiter: strip === true,
      delimiters: [Buffer.from(String(delimiter))],
    }),
};
