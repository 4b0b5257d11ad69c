import { type ByteBuf, ReferenceCountUtil, Unpooled } from '@watertight/buffer';
import {
  Channel,
  type ChannelFuture,
  EmbeddedEventLoop,
  LocalAddress,
  LocalChannel,
  LocalServerChannel,
} from '@watertight/channel';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { logged, RELEASE } from './events.ts';

/** What may happen to one of two channels that are connected. */
interface Act {
  readonly side: 0 | 1;
  readonly kind:
    | 'write'
    | 'flood'
    | 'flush'
    | 'cancel'
    | 'read'
    | 'pause'
    | 'go on'
    | 'throw'
    | 'answer'
    | 'remove'
    | 'turn'
    | 'close';
}

const ACT: fc.Arbitrary<Act> = fc.record({
  side: fc.constantFrom(0, 1),
  kind: fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom('write', 'flush', 'turn') },
    { weight: 2, arbitrary: fc.constantFrom('flood', 'cancel', 'read', 'pause', 'go on', 'throw', 'answer') },
    { weight: 1, arbitrary: fc.constantFrom('remove', 'close') },
  ),
});

class Connection {
  readonly written: { readonly message: ByteBuf; readonly future: ChannelFuture; told: number }[] = [];
  readonly #loops: readonly EmbeddedEventLoop[];
  readonly #sides: Channel[] = [];
  /** What the handler of each side does with the next message. */
  readonly #next: ('release' | 'throw' | 'answer')[] = ['release', 'release'];

  constructor(loops: readonly EmbeddedEventLoop[]) {
    this.#loops = loops;
  }

  async open(): Promise<void> {
    const [loop, other = loop] = this.#loops;
    if (loop === undefined || other === undefined) {
      throw new TypeError('a connection needs an event loop');
    }
    const server = new LocalServerChannel();
    server.pipeline.addLast({
      channelRead: (_ctx, child) => {
        if (child instanceof Channel) {
          this.#add(child, other);
        }
      },
    });
    server.unsafe.register(other, server.newPromise());
    void server.bind(LocalAddress.ANY);
    const client = new LocalChannel();
    this.#add(client, loop);
    const connected = client.connect(server.localAddress ?? LocalAddress.ANY);
    this.turn();
    await connected;
    this.turn();
    void server.close();
  }

  act({ side, kind }: Act): void {
    const channel = this.#sides[side];
    switch (kind) {
      case 'write':
        this.#write(side);
        break;
      case 'flood':
        for (let count = 0; count < 70; count += 1) {
          this.#write(side);
        }
        break;
      case 'flush':
        channel?.flush();
        break;
      case 'cancel':
        this.written.at(-1)?.future.cancel();
        break;
      case 'read':
        channel?.read();
        break;
      case 'pause':
      case 'go on':
        if (channel !== undefined) {
          channel.config.autoRead = kind === 'go on';
        }
        break;
      case 'remove':
        channel?.pipeline.removeIfExists('subject');
        break;
      case 'turn':
        this.turn();
        break;
      case 'close':
        channel?.close();
        break;
      default:
        this.#next[side] = kind;
    }
  }

  turn(): void {
    while (this.#loops.some(({ pendingTasks }) => pendingTasks > 0)) {
      for (const loop of this.#loops) {
        loop.runTasks();
      }
    }
  }

  end(): void {
    void this.#sides[0]?.close();
    void this.#sides[1]?.close();
    this.turn();
  }

  #add(channel: Channel, loop: EmbeddedEventLoop): void {
    const side = this.#sides.push(channel) - 1;
    const first = {
      channelRead: (_ctx: unknown, message: unknown): void => {
        const next = this.#next[side];
        this.#next[side] = 'release';
        ReferenceCountUtil.release(message);
        if (next === 'throw') {
          throw new RangeError('odd');
        }
        if (next === 'answer') {
          this.#write(side);
          channel.flush();
        }
      },
    };
    channel.pipeline.addLast('subject', first);
    channel.pipeline.addLast({ ...RELEASE, exceptionCaught: () => undefined });
    channel.unsafe.register(loop, channel.newPromise());
  }

  #write(side: number): void {
    const channel = this.#sides[side];
    if (channel !== undefined) {
      const message = Unpooled.buffer(8).writeInt(side);
      const written = { message, future: channel.write(message), told: 0 };
      written.future.addListener(() => {
        written.told += 1;
      });
      this.written.push(written);
    }
  }
}

test.for([1, 2])(
  'whatever happens to a connection over %i event loops, each message is released and told of once',
  async (loops) => {
    logged();
    await fc.assert(
      fc.asyncProperty(fc.array(ACT, { maxLength: 40 }), async (acts) => {
        const connection = new Connection(Array.from({ length: loops }, () => new EmbeddedEventLoop()));
        await connection.open();
        for (const act of acts) {
          connection.act(act);
        }
        connection.end();
        expect(connection.written.map(({ message, told }) => [message.refCnt, told])).toEqual(
          connection.written.map(() => [0, 1]),
        );
      }),
      { numRuns: 300 },
    );
  },
);
