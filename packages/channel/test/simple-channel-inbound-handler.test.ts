import { setImmediate } from 'node:timers/promises';
import { ByteBuf, Unpooled } from '@watertight/buffer';
import {
  type ChannelHandlerContext,
  EmbeddedChannel,
  type Handled,
  type MessageType,
  SimpleChannelInboundHandler,
} from '@watertight/channel';
import { expect, test } from 'vitest';
import { outcome } from './outcome.ts';

class Handler<T> extends SimpleChannelInboundHandler<T> {
  readonly #handle: (message: T) => Handled;

  constructor(type: MessageType<T>, handle: (message: T) => Handled, options?: { readonly autoRelease: boolean }) {
    super(type, options);
    this.#handle = handle;
  }

  protected override channelRead0(_ctx: ChannelHandlerContext, message: T): Handled {
    return this.#handle(message);
  }
}

function isString(message: unknown): message is string {
  return typeof message === 'string';
}

test('messages of its type are handled and released, others go on', () => {
  const handled: string[] = [];
  const channel = new EmbeddedChannel([new Handler(ByteBuf, (message) => void handled.push(message.toString('utf8')))]);
  const message = Unpooled.copiedBuffer('in');
  channel.writeInbound(message, 'text');
  expect([handled, message.refCnt, channel.readInbound()]).toEqual([['in'], 0, 'text']);
});

test('a type is a class or a function that tells', () => {
  const handled: unknown[] = [];
  const channel = new EmbeddedChannel([
    new Handler(isString, (message) => void handled.push(message.length)),
    new Handler(Date, (message) => void handled.push(message.getTime())),
    new Handler(
      function isNumber(message: unknown): message is number {
        return typeof message === 'number';
      },
      (message) => void handled.push(message + 1),
    ),
  ]);
  channel.writeInbound('four', new Date(5), 6, null);
  expect([handled, channel.inboundMessages()]).toEqual([[4, 5, 7], [null]]);
});

test('a message whose handler throws is released', () => {
  const channel = new EmbeddedChannel([
    new Handler(ByteBuf, () => {
      throw new RangeError('odd');
    }),
  ]);
  const message = Unpooled.copiedBuffer('in');
  expect([outcome(() => channel.writeInbound(message)), message.refCnt]).toEqual(['RangeError: odd', 0]);
});

test('a message whose handler is asynchronous is released when that is done, or has failed', async () => {
  const channel = new EmbeddedChannel([
    new Handler(ByteBuf, async (message) => {
      await setImmediate();
      expect(message.toString('utf8')).toBe('in');
      throw new RangeError('odd');
    }),
  ]);
  const message = Unpooled.copiedBuffer('in');
  channel.writeInbound(message);
  expect(message.refCnt).toBe(1);
  await setImmediate();
  await setImmediate();
  expect([outcome(() => channel.checkException()), message.refCnt]).toEqual(['RangeError: odd', 0]);
});

test('without autoRelease the handler releases', () => {
  const channel = new EmbeddedChannel([new Handler(ByteBuf, () => undefined, { autoRelease: false })]);
  using message = Unpooled.copiedBuffer('in');
  channel.writeInbound(message);
  expect(message.refCnt).toBe(1);
});
