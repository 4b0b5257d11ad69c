// A program that sends back every frame that it gets, with the channel or with bare `node:net`. It tells its parent the port,
// and its figures when it is asked for them.

import { type AddressInfo, createServer, type Socket } from 'node:net';
import { PooledByteBufAllocator } from '@watertight/buffer';
import {
  type ChannelHandler,
  ChannelInitializer,
  DefaultEventLoop,
  InetSocketAddress,
  LengthFieldBasedFrameDecoder,
  LengthFieldPrepender,
  ServerBootstrap,
} from '@watertight/channel';
import { findGarbageCollector } from '@watertight/leak-detector';

const MAX_FRAME_BYTES = 1024 * 1024;
const HEADER_BYTES = 4;

/** Up to this length, copying a payload behind its header is faster than a second piece. */
const SMALL_BYTES = 2048;

/** What the server has used up, and what it holds. */
export interface EchoFigures {
  readonly cpuMicros: number;
  /** The greatest figure since they were asked for last. */
  readonly peakArrayBuffers: number;
  /** After a collection, if it was asked for. */
  readonly arrayBuffers: number;
  readonly pinned: number;
}

const eventLoop = new DefaultEventLoop();

/** As a user of Netty would write it. */
const ECHO: ChannelHandler = {
  isSharable: true,
  channelRead(ctx, message) {
    void ctx.write(message);
  },
  channelReadComplete(ctx) {
    ctx.flush();
  },
};

async function listenWithChannel(): Promise<number> {
  const prepender = new LengthFieldPrepender({ lengthFieldLength: HEADER_BYTES });
  const server = await new ServerBootstrap({
    eventLoop,
    childHandler: new ChannelInitializer(({ pipeline }) => {
      pipeline.addLast(
        new LengthFieldBasedFrameDecoder({
          maxFrameLength: MAX_FRAME_BYTES,
          lengthFieldLength: HEADER_BYTES,
          initialBytesToStrip: HEADER_BYTES,
        }),
        prepender,
        ECHO,
      );
    }),
  }).bind({ host: '127.0.0.1', port: 0 });
  return server.localAddress instanceof InetSocketAddress ? server.localAddress.port : 0;
}

/** As a careful user of `node:net` would write it: what was read together leaves together, large payloads are not copied. */
async function listenWithNet(): Promise<number> {
  const server = createServer({ noDelay: true }, (socket) => {
    let rest: Buffer | undefined;
    socket.on('data', (chunk: Buffer) => {
      let bytes = rest === undefined ? chunk : Buffer.concat([rest, chunk]);
      socket.cork();
      while (bytes.length >= HEADER_BYTES) {
        const end = HEADER_BYTES + bytes.readUInt32BE(0);
        if (end > MAX_FRAME_BYTES) {
          socket.destroy();
          return;
        }
        if (bytes.length < end) {
          break;
        }
        send(socket, bytes.subarray(HEADER_BYTES, end));
        bytes = bytes.subarray(end);
      }
      rest = bytes.length === 0 ? undefined : bytes;
      socket.uncork();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

function send(socket: Socket, payload: Buffer): void {
  const isSmall = payload.length <= SMALL_BYTES;
  const header = Buffer.allocUnsafe(HEADER_BYTES + (isSmall ? payload.length : 0));
  header.writeUInt32BE(payload.length, 0);
  if (isSmall) {
    header.set(payload, HEADER_BYTES);
    socket.write(header);
  } else {
    socket.write(header);
    socket.write(payload);
  }
}

let peakArrayBuffers = 0;

function notePeak(): void {
  peakArrayBuffers = Math.max(peakArrayBuffers, process.memoryUsage().arrayBuffers);
}

setInterval(notePeak, 20).unref();

async function figures(collects: boolean): Promise<EchoFigures> {
  const { user, system } = process.cpuUsage();
  const pool = PooledByteBufAllocator.DEFAULT;
  const peak = peakArrayBuffers;
  peakArrayBuffers = 0;
  if (collects) {
    // The clients are gone, but their connections may not have ended here.
    while (eventLoop.channels.size > 1) {
      await new Promise((resolve) => setImmediate(resolve));
    }
    // Twice, since V8 gives the memory of the first one back while the program goes on.
    findGarbageCollector()?.();
    await new Promise((resolve) => setTimeout(resolve, 100));
    findGarbageCollector()?.();
    pool.trimCurrentThreadCache();
  }
  return {
    cpuMicros: user + system,
    peakArrayBuffers: peak,
    arrayBuffers: process.memoryUsage().arrayBuffers,
    pinned: pool.pinnedDirectMemory() + pool.pinnedHeapMemory(),
  };
}

process.send?.(await (process.argv[2] === 'channel' ? listenWithChannel() : listenWithNet()));
process.on('message', async (collects: boolean) => process.send?.(await figures(collects)));
process.once('disconnect', () => process.exit());
