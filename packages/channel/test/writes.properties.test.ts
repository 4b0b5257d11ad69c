import { type ByteBuf, Unpooled } from '@watertight/buffer';
import { Channel, type ChannelFuture, EmbeddedEventLoop, WriteBufferWaterMark } from '@watertight/channel';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Unconnected } from './unconnected.ts';

/** What may happen to a channel that is written to. */
type Act =
  | { readonly kind: 'write'; readonly lengthBytes: number }
  | { readonly kind: 'cancel'; readonly index: number }
  | { readonly kind: 'flush' | 'succeed' | 'fail' | 'disconnect' | 'connect' | 'throw' | 'close' };

const ACT: fc.Arbitrary<Act> = fc.oneof(
  { weight: 8, arbitrary: fc.record({ kind: fc.constant('write' as const), lengthBytes: fc.nat(300) }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('cancel' as const), index: fc.nat(20) }) },
  { weight: 4, arbitrary: fc.constant({ kind: 'flush' as const }) },
  { weight: 6, arbitrary: fc.constant({ kind: 'succeed' as const }) },
  { weight: 2, arbitrary: fc.constant({ kind: 'fail' as const }) },
  { weight: 1, arbitrary: fc.constantFrom<Act>({ kind: 'disconnect' }, { kind: 'connect' }, { kind: 'throw' }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'close' as const }) },
);

interface Written {
  readonly message: ByteBuf;
  readonly future: ChannelFuture;
  /** How often the future's end was told. */
  told: number;
}

class Writes {
  readonly transport = new Unconnected();
  readonly channel = new Channel(this.transport, { writeBufferWaterMark: new WriteBufferWaterMark(200, 400) });
  readonly written: Written[] = [];
  /** Whether the channel is writable, as its handlers have been told. */
  toldWritable = true;
  readonly #queue = this.channel.unsafe.outboundBuffer;

  constructor() {
    const tell = (): void => {
      this.toldWritable = !this.toldWritable;
    };
    this.channel.pipeline.addLast({ channelWritabilityChanged: tell });
    this.channel.unsafe.register(new EmbeddedEventLoop(), this.channel.newPromise());
    void this.channel.connect('there');
  }

  act(act: Act): void {
    switch (act.kind) {
      case 'write':
        this.#write(Unpooled.buffer(act.lengthBytes).writeZero(act.lengthBytes));
        break;
      case 'cancel':
        this.written[act.index]?.future.cancel();
        break;
      case 'flush':
        this.channel.flush();
        break;
      case 'succeed':
        this.#queue?.remove();
        break;
      case 'fail':
        this.#queue?.fail(new RangeError('odd'));
        break;
      case 'throw':
        this.transport.failure = new RangeError('odd');
        break;
      case 'close':
        void this.channel.close();
        break;
      default:
        this.transport.isConnected = act.kind === 'connect';
    }
  }

  #write(message: ByteBuf): void {
    const written: Written = { message, future: this.channel.write(message), told: 0 };
    written.future.addListener(() => {
      written.told += 1;
    });
    this.written.push(written);
  }

  /** Every message waits, or has been released; what waits is counted; and all are told what became of it, once. */
  check(): void {
    const waiting = this.written.filter(({ message }) => message.refCnt === 1);
    const pendingBytes = waiting.reduce((sum, { message }) => sum + message.readableBytes + 96, 0);
    expect(this.#queue?.totalPendingWriteBytes).toBe(pendingBytes);
    expect(waiting.filter(({ future }) => future.isDone() && !future.isCancelled())).toEqual([]);
    expect(this.written.filter(({ future, told }) => told !== (future.isDone() ? 1 : 0))).toEqual([]);
    if (this.channel.isOpen()) {
      const writable = pendingBytes > 400 ? false : pendingBytes < 200 ? true : this.toldWritable;
      expect([this.channel.isWritable(), this.toldWritable]).toEqual([writable, writable]);
    }
  }
}

test('whatever happens to a write, it is released once, counted while it waits, and told', () => {
  fc.assert(
    fc.property(fc.array(ACT, { maxLength: 40 }), (acts) => {
      const writes = new Writes();
      for (const act of acts) {
        writes.act(act);
        writes.check();
      }
      void writes.channel.close();
      writes.check();
      expect(writes.written.map(({ message }) => message.refCnt)).toEqual(writes.written.map(() => 0));
    }),
    { numRuns: 300 },
  );
});
