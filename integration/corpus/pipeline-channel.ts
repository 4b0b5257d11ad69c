import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { type ByteBuf, ReferenceCountUtil, Unpooled } from '@watertight/buffer';
import {
  CHANNEL_LOG,
  Channel,
  type ChannelFuture,
  type ChannelHandler,
  ChannelInitializer,
  type ChannelTransport,
  EmbeddedChannel,
  EmbeddedEventLoop,
} from '@watertight/channel';
import { isObject, type Value } from './corpus-case.ts';
import type { PipelineCase } from './pipeline-case.ts';
import { CODECS } from './pipeline-codecs.ts';
import { HandlerException, makeHandler } from './pipeline-handlers.ts';

/** What one of our handlers has seen. */
export interface SeenEvent {
  readonly handler: string;
  readonly event: string;
  readonly message?: unknown;
  readonly refCnt?: number;
}

/** A channel that is open, but never connected, as the recorded LocalChannels are. */
class Unconnected implements ChannelTransport {
  readonly localAddress = undefined;
  readonly remoteAddress = undefined;
  #isOpen = true;

  isOpen(): boolean {
    return this.#isOpen;
  }

  isActive(): boolean {
    return false;
  }

  register(): void {}

  bind(): void {}

  connect(): void {}

  disconnect(): void {}

  close(): void {
    this.#isOpen = false;
  }

  beginRead(): void {}

  filterOutboundMessage(message: unknown): unknown {
    return message;
  }

  write(): void {}
}

/** The channel of a recorded case, with the calls that are recorded. */
export class PipelineChannel {
  readonly events: SeenEvent[] = [];
  readonly log: unknown[] = [];
  readonly #case: PipelineCase;
  readonly #handlers = new Map<string, ChannelHandler>();
  #channel: Channel | undefined;
  #runTasks: () => void = () => undefined;

  constructor(pipelineCase: PipelineCase) {
    this.#case = pipelineCase;
  }

  /** Makes the call, and forgets what the last one brought about. */
  call(op: string, args: readonly unknown[]): unknown {
    this.events.length = 0;
    this.log.length = 0;
    const hear = (entry: unknown): void => void this.log.push(entry);
    subscribe(CHANNEL_LOG, hear);
    try {
      return this.#call(op, args);
    } finally {
      this.#runTasks();
      unsubscribe(CHANNEL_LOG, hear);
    }
  }

  get isOpen(): boolean {
    return this.#channel?.isOpen() ?? false;
  }

  get inbound(): readonly unknown[] {
    return this.#channel instanceof EmbeddedChannel ? this.#channel.inboundMessages() : [];
  }

  get outbound(): readonly unknown[] {
    return this.#channel instanceof EmbeddedChannel ? this.#channel.outboundMessages() : [];
  }

  #call(op: string, args: readonly unknown[]): unknown {
    const [first, second, third] = args;
    switch (op) {
      case 'open':
        return this.#open();
      case 'message':
        return makeMessage(first as Buffer, String(second));
      case 'release':
        return ReferenceCountUtil.release(first);
      case 'fireExceptionCaught':
        this.#opened.pipeline.fireExceptionCaught(new HandlerException(String(first)));
        return null;
      case 'fireChannelRead':
        this.#opened.pipeline.fireChannelRead(first);
        return null;
      case 'fireChannelReadComplete':
        this.#opened.pipeline.fireChannelReadComplete();
        return null;
      case 'fireUserEventTriggered':
        this.#opened.pipeline.fireUserEventTriggered(first);
        return null;
      case 'remove':
        this.#opened.pipeline.remove(String(first));
        return null;
      case 'addFirst':
        this.#opened.pipeline.addFirst(String(first), this.#make(String(first), String(second), third));
        return null;
      case 'addLast':
        this.#opened.pipeline.addLast(String(first), this.#make(String(first), String(second), third));
        return null;
      case 'replace':
        this.#opened.pipeline.replace(
          String(first),
          String(second),
          this.#make(String(second), String(third), args[3]),
        );
        return null;
      case 'addAgain':
        this.#opened.pipeline.addLast(String(first), this.#handlers.get(String(second)) ?? {});
        return null;
      case 'names':
        return this.#opened.pipeline.names().join(',');
      case 'writeWithVoidPromise':
        void this.#opened.write(first, this.#opened.voidPromise());
        return null;
      case 'flush':
      case 'flushInbound':
      case 'checkException':
        this.#invoke(op, args);
        return null;
      default:
        return this.#invoke(op, args);
    }
  }

  #invoke(op: string, args: readonly unknown[]): unknown {
    const result: unknown = Reflect.apply(Reflect.get(this.#opened, op), this.#opened, args);
    return result ?? null;
  }

  get #opened(): Channel {
    if (this.#channel === undefined) {
      throw new Error('The channel has not been opened.');
    }
    return this.#channel;
  }

  #open(): null {
    const add = ({ pipeline }: Channel): void => {
      for (const { name, type, params } of this.#case.config.handlers) {
        pipeline.addLast(name, this.#make(name, type, params));
      }
    };
    if (this.#case.config.channel === 'EmbeddedChannel') {
      this.#channel = new EmbeddedChannel([new ChannelInitializer(add)]);
    } else {
      const eventLoop = new EmbeddedEventLoop();
      this.#channel = new Channel(new Unconnected());
      this.#runTasks = () => eventLoop.runTasks();
      this.#channel.pipeline.addLast(new ChannelInitializer(add));
      this.#channel.unsafe.register(eventLoop, this.#channel.newPromise());
    }
    return null;
  }

  #make(name: string, type: string, params: unknown): ChannelHandler {
    const note = (handler: string, event: string, ...messages: [] | [unknown]): void => {
      const [message] = messages;
      const refCnt = ReferenceCountUtil.refCnt(message);
      this.events.push({
        handler,
        event,
        ...(messages.length === 0 ? {} : { message }),
        ...(refCnt === -1 ? {} : { refCnt }),
      });
    };
    const handler = makeHandler({ name, type, params: params as readonly Value[] }, note, CODECS);
    if (!this.#handlers.has(name)) {
      this.#handlers.set(name, handler);
    }
    return handler;
  }
}

/** Whether `value` is what a write returned. */
export function isFuture(value: unknown): value is ChannelFuture {
  return typeof value === 'object' && value !== null && 'isSuccess' in value;
}

/** The arguments of a step, with the objects they name. */
export function decodeValue(value: Value, find: (name: string) => unknown): unknown {
  if (isObject(value)) {
    return value.bytes === undefined ? find(value.ref ?? '') : Buffer.from(value.bytes, 'hex');
  }
  return value;
}

function makeMessage(bytes: Buffer, layout: string): ByteBuf {
  switch (layout) {
    case 'heap':
      return Unpooled.buffer(bytes.length).writeBytes(bytes);
    case 'direct':
      return Unpooled.directBuffer(bytes.length).writeBytes(bytes);
    case 'slice':
      return Unpooled.buffer(bytes.length + 2)
        .writeZero(1)
        .writeBytes(bytes)
        .writeZero(1)
        .slice(1, bytes.length);
    case 'composite': {
      const half = bytes.length >> 1;
      const parts = [bytes.subarray(0, half), bytes.subarray(half)];
      return Unpooled.compositeBuffer().addComponents(
        true,
        parts.map((part) => Unpooled.buffer(part.length).writeBytes(part)),
      );
    }
    default:
      throw new Error(`No message has the layout ${layout}.`);
  }
}
