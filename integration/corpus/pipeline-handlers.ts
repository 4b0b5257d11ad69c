// The handlers that the recording was made with, by the names it has for them.

import { ByteBuf, ReferenceCountUtil } from '@watertight/buffer';
import {
  ChannelDuplexHandler,
  type ChannelHandler,
  type ChannelHandlerContext,
  type ChannelPromise,
  type MessageType,
  SimpleChannelInboundHandler,
} from '@watertight/channel';
import type { Value } from './corpus-case.ts';
import type { HandlerSetup } from './pipeline-case.ts';

/** Writes down what a handler sees, before it does anything. */
export type Note = (handler: string, event: string, ...message: [] | [unknown]) => void;

/** What the recorded handlers throw. */
export class HandlerException extends Error {
  readonly code = 'HandlerException';
  override readonly name = 'HandlerException';
}

/** Makes a handler of one type. */
export type Make = (name: string, note: Note, params: readonly Value[]) => ChannelHandler;

/** Makes a handler of the recorded type. */
export function makeHandler(
  { name, type, params }: HandlerSetup,
  note: Note,
  codecs: Readonly<Record<string, Make>>,
): ChannelHandler {
  const act = READS[type];
  if (act !== undefined) {
    return new Reader(name, note, act);
  }
  const write = WRITES[type];
  if (write !== undefined) {
    return new Writer(name, note, write);
  }
  const make = OTHERS[type] ?? codecs[type];
  if (make === undefined) {
    throw new Error(`No handler has the type ${type}.`);
  }
  return make(name, note, params);
}

/** Throws as a recorded handler does. */
export function fail(message: string): never {
  throw new HandlerException(message);
}

class Probe extends ChannelDuplexHandler {
  protected readonly label: string;
  protected readonly note: Note;

  constructor(label: string, note: Note) {
    super();
    this.label = label;
    this.note = note;
  }

  handlerAdded(_ctx: ChannelHandlerContext): void {
    this.note(this.label, 'handlerAdded');
  }

  handlerRemoved(_ctx: ChannelHandlerContext): void {
    this.note(this.label, 'handlerRemoved');
  }

  override channelInactive(ctx: ChannelHandlerContext): void {
    this.note(this.label, 'channelInactive');
    ctx.fireChannelInactive();
  }

  override channelRead(ctx: ChannelHandlerContext, message: unknown): void {
    this.note(this.label, 'channelRead', message);
    ctx.fireChannelRead(message);
  }

  override channelReadComplete(ctx: ChannelHandlerContext): void {
    this.note(this.label, 'channelReadComplete');
    ctx.fireChannelReadComplete();
  }

  override userEventTriggered(ctx: ChannelHandlerContext, event: unknown): void {
    this.note(this.label, 'userEventTriggered', event);
    ctx.fireUserEventTriggered(event);
  }

  override exceptionCaught(ctx: ChannelHandlerContext, cause: unknown): void {
    this.note(this.label, 'exceptionCaught', cause);
    ctx.fireExceptionCaught(cause);
  }

  override write(ctx: ChannelHandlerContext, message: unknown, promise: ChannelPromise): void {
    this.note(this.label, 'write', message);
    ctx.write(message, promise);
  }

  override flush(ctx: ChannelHandlerContext): void {
    this.note(this.label, 'flush');
    ctx.flush();
  }

  override close(ctx: ChannelHandlerContext, promise: ChannelPromise): void {
    this.note(this.label, 'close');
    ctx.close(promise);
  }
}

class Catch extends Probe {
  override exceptionCaught(_ctx: ChannelHandlerContext, cause: unknown): void {
    this.note(this.label, 'exceptionCaught', cause);
  }
}

class ThrowInExceptionCaught extends Probe {
  override exceptionCaught(_ctx: ChannelHandlerContext, cause: unknown): void {
    this.note(this.label, 'exceptionCaught', cause);
    fail('exceptionCaught failed');
  }
}

class ThrowInHandlerAdded extends Probe {
  override handlerAdded(ctx: ChannelHandlerContext): void {
    super.handlerAdded(ctx);
    fail('handlerAdded failed');
  }
}

type Act = (ctx: ChannelHandlerContext, message: unknown) => void;

const READS: Readonly<Record<string, Act>> = {
  release: (_, message) => void ReferenceCountUtil.release(message),
  forward: (ctx, message) => void ctx.fireChannelRead(message),
  drop: () => undefined,
  forwardThenRelease: (ctx, message) => {
    ctx.fireChannelRead(message);
    ReferenceCountUtil.release(message);
  },
  releaseThenForward: (ctx, message) => {
    ReferenceCountUtil.release(message);
    ctx.fireChannelRead(message);
  },
  retainThenForward: (ctx, message) => void ctx.fireChannelRead(ReferenceCountUtil.retain(message)),
  throw: () => fail('read failed'),
  releaseThenThrow: (_, message) => {
    ReferenceCountUtil.release(message);
    fail('read failed');
  },
  forwardThenThrow: (ctx, message) => {
    ctx.fireChannelRead(message);
    fail('read failed');
  },
};

class Reader implements ChannelHandler {
  readonly #label: string;
  readonly #note: Note;
  readonly #act: Act;

  constructor(label: string, note: Note, act: Act) {
    this.#label = label;
    this.#note = note;
    this.#act = act;
  }

  channelRead(ctx: ChannelHandlerContext, message: unknown): void {
    this.#note(this.#label, 'channelRead', message);
    this.#act(ctx, message);
  }
}

type Write = (ctx: ChannelHandlerContext, message: unknown, promise: ChannelPromise) => void;

const WRITES: Readonly<Record<string, Write>> = {
  passWrite: (ctx, message, promise) => void ctx.write(message, promise),
  failWrite: (_ctx, _message, promise) => void promise.setFailure(new HandlerException('write failed')),
  releaseThenFailWrite: (_, message, promise) => {
    ReferenceCountUtil.release(message);
    promise.setFailure(new HandlerException('write failed'));
  },
  throwWrite: () => fail('write failed'),
  swallowWrite: (_, message, promise) => {
    ReferenceCountUtil.release(message);
    promise.setSuccess();
  },
  holdWrite: () => undefined,
};

class Writer implements ChannelHandler {
  readonly #label: string;
  readonly #note: Note;
  readonly #write: Write;

  constructor(label: string, note: Note, write: Write) {
    this.#label = label;
    this.#note = note;
    this.#write = write;
  }

  write(ctx: ChannelHandlerContext, message: unknown, promise: ChannelPromise): void {
    this.#note(this.#label, 'write', message);
    this.#write(ctx, message, promise);
  }
}

class Simple<T> extends SimpleChannelInboundHandler<T> {
  readonly #label: string;
  readonly #note: Note;
  readonly #act: Act;

  constructor(label: string, note: Note, type: MessageType<T>, autoRelease: boolean, act: Act) {
    super(type, { autoRelease });
    this.#label = label;
    this.#note = note;
    this.#act = act;
  }

  protected override channelRead0(ctx: ChannelHandlerContext, message: T): void {
    this.#note(this.#label, 'channelRead0', message);
    this.#act(ctx, message);
  }
}

class Hold implements ChannelHandler {
  readonly #label: string;
  readonly #note: Note;
  readonly #releases: boolean;
  readonly #held: unknown[] = [];

  constructor(label: string, note: Note, releases: boolean) {
    this.#label = label;
    this.#note = note;
    this.#releases = releases;
  }

  channelRead(_ctx: ChannelHandlerContext, message: unknown): void {
    this.#note(this.#label, 'channelRead', message);
    this.#held.push(message);
  }

  handlerRemoved(): void {
    this.#note(this.#label, 'handlerRemoved');
    for (const message of this.#releases ? this.#held : []) {
      ReferenceCountUtil.release(message);
    }
  }
}

class Echo implements ChannelHandler {
  readonly #label: string;
  readonly #note: Note;
  readonly #flushesEach: boolean;

  constructor(label: string, note: Note, flushesEach: boolean) {
    this.#label = label;
    this.#note = note;
    this.#flushesEach = flushesEach;
  }

  channelRead(ctx: ChannelHandlerContext, message: unknown): void {
    this.#note(this.#label, 'channelRead', message);
    if (this.#flushesEach) {
      ctx.writeAndFlush(message);
    } else {
      ctx.write(message);
    }
  }

  channelReadComplete(ctx: ChannelHandlerContext): void {
    if (!this.#flushesEach) {
      ctx.flush();
    }
  }
}

export function isString(message: unknown): message is string {
  return typeof message === 'string';
}

const OTHERS: Readonly<Record<string, Make>> = {
  probe: (name, note) => new Probe(name, note),
  catch: (name, note) => new Catch(name, note),
  throwInExceptionCaught: (name, note) => new ThrowInExceptionCaught(name, note),
  throwInHandlerAdded: (name, note) => new ThrowInHandlerAdded(name, note),
  hold: (name, note, [releases]) => new Hold(name, note, releases === true),
  echo: (name, note, [flushesEach]) => new Echo(name, note, flushesEach === true),
  simple: (name, note, [type, autoRelease, action]) => {
    const act: Act = action === 'ignore' ? () => undefined : (READS[String(action)] ?? (() => fail(String(action))));
    return type === 'ByteBuf'
      ? new Simple(name, note, ByteBuf, autoRelease === true, act)
      : new Simple(name, note, isString, autoRelease === true, act);
  },
};
