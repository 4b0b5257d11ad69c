import { type ByteBuf, type ByteBufAllocator, Unpooled } from '@watertight/buffer';
import {
  type ChannelFuture,
  type ChannelHandlerContext,
  ChunkedInput,
  ChunkedWriteHandler,
  EmbeddedChannel,
  WriteBufferWaterMark,
} from '@watertight/channel';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { logged } from './events.ts';

/** What reading a chunk may come to; what is late comes when the program says so. */
type Read = 'chunk' | 'none' | 'throw' | 'late' | 'late none' | 'late throw';

const READS: fc.Arbitrary<readonly Read[]> = fc.array(
  fc.constantFrom<Read>('chunk', 'chunk', 'chunk', 'none', 'throw', 'late', 'late none', 'late throw'),
  { maxLength: 5 },
);

type Act =
  | { readonly kind: 'input'; readonly reads: readonly Read[] }
  | { readonly kind: 'cancel'; readonly index: number }
  | { readonly kind: 'message' | 'flush' | 'drain' | 'resume' | 'come' | 'remove' | 'close' };

const ACT: fc.Arbitrary<Act> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('input' as const), reads: READS }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('cancel' as const), index: fc.nat(10) }) },
  {
    weight: 12,
    arbitrary: fc.constantFrom<Act>(
      ...(['message', 'flush', 'drain', 'resume', 'come'] as const).map((kind) => ({ kind })),
    ),
  },
  { weight: 1, arbitrary: fc.constantFrom<Act>({ kind: 'remove' }, { kind: 'close' }) },
);

class Program {
  readonly buffers: ByteBuf[] = [];
  readonly inputs: Random[] = [];
  readonly written: { readonly future: ChannelFuture; told: number }[] = [];
  /** Chunks that are on their way. */
  readonly late: (() => void)[] = [];
  readonly #handler = new ChunkedWriteHandler();
  #drain: () => void = () => undefined;
  #messages = 0;
  readonly channel = new EmbeddedChannel(
    [
      {
        handlerAdded: (ctx: ChannelHandlerContext) => {
          this.#drain = () => void ctx.flush();
        },
        flush: () => undefined,
      },
      this.#handler,
    ],
    { writeBufferWaterMark: new WriteBufferWaterMark(100, 200) },
  );

  async act(act: Act): Promise<void> {
    switch (act.kind) {
      case 'input':
        this.#write(new Random(this, act.reads));
        break;
      case 'message':
        this.#write(this.buffer());
        break;
      case 'cancel':
        this.written[act.index]?.future.cancel();
        break;
      case 'flush':
        this.channel.flush();
        break;
      case 'drain':
        this.#drain();
        break;
      case 'resume':
        this.#handler.resumeTransfer();
        break;
      case 'come':
        this.late.shift()?.();
        await Promise.resolve();
        break;
      case 'remove':
        this.channel.pipeline.removeIfExists(ChunkedWriteHandler);
        break;
      case 'close':
        void this.channel.close();
    }
    if (this.channel.pipeline.get(ChunkedWriteHandler) !== undefined) {
      // Above the high water mark there are at most a chunk, one that was late, and what is no input.
      const pendingBytes = this.channel.unsafe.outboundBuffer?.totalPendingWriteBytes ?? 0;
      expect(pendingBytes).toBeLessThanOrEqual(200 + 97 * (2 + this.#messages));
    }
  }

  async end(): Promise<void> {
    this.channel.finishAndReleaseAll();
    while (this.late.length > 0) {
      this.late.shift()?.();
      await Promise.resolve();
    }
  }

  buffer(): ByteBuf {
    const buffer = Unpooled.buffer(1).writeByte(1);
    this.buffers.push(buffer);
    return buffer;
  }

  #write(message: ByteBuf | Random): void {
    if (message instanceof Random) {
      this.inputs.push(message);
    } else {
      this.#messages += 1;
    }
    const written = { future: this.channel.write(message), told: 0 };
    written.future.addListener(() => {
      written.told += 1;
    });
    this.written.push(written);
  }
}

class Random extends ChunkedInput<ByteBuf> {
  readonly length = undefined;
  readonly progress = 0;
  closed = 0;
  readonly #program: Program;
  readonly #reads: Read[];

  constructor(program: Program, reads: readonly Read[]) {
    super();
    this.#program = program;
    this.#reads = [...reads];
  }

  isEndOfInput(): boolean {
    return this.#reads.length === 0;
  }

  readChunk(_allocator: ByteBufAllocator): ByteBuf | undefined | Promise<ByteBuf | undefined> {
    const read = this.#reads.shift();
    if (!read?.startsWith('late')) {
      return this.#outcome(read);
    }
    return new Promise((resolve, reject) => {
      this.#program.late.push(() => {
        try {
          resolve(this.#outcome(read === 'late' ? 'chunk' : read === 'late none' ? 'none' : 'throw'));
        } catch (error) {
          reject(error);
        }
      });
    });
  }

  protected close(): void {
    this.closed += 1;
  }

  #outcome(read: Read | undefined): ByteBuf | undefined {
    if (read === 'throw') {
      throw new RangeError('odd');
    }
    return read === 'chunk' ? this.#program.buffer() : undefined;
  }
}

test('whatever happens to chunked writes, all is released and closed once, and each is told once', async () => {
  logged();
  await fc.assert(
    fc.asyncProperty(fc.array(ACT, { maxLength: 30 }), async (acts) => {
      const program = new Program();
      for (const act of acts) {
        await program.act(act);
      }
      await program.end();
      expect(program.buffers.filter(({ refCnt }) => refCnt !== 0)).toEqual([]);
      expect(program.inputs.map(({ closed, refCnt }) => [closed, refCnt])).toEqual(program.inputs.map(() => [1, 0]));
      expect(program.written.map(({ told }) => told)).toEqual(program.written.map(() => 1));
    }),
    { numRuns: 500 },
  );
});
