import type { ByteBufAllocator } from '@watertight/buffer';
import {
  ChannelInitializer,
  DefaultEventLoop,
  InetSocketAddress,
  ServerBootstrap,
  type ServerSocketChannel,
  type TrafficCapture,
  TrafficCaptureHandler,
} from '@watertight/channel';
import { CommandHandler } from './command-handler.ts';
import { RespDecoder } from './resp-decoder.ts';
import { RespEncoder } from './resp-encoder.ts';
import { ValueStore } from './value-store.ts';

export interface RespServerOptions {
  /** By default one that is free. */
  readonly port?: number;
  /** How long a command may be, its values included; 64 MiB by default. */
  readonly maxCommandBytes?: number;
  /** Makes the buffers; by default the one that all share. */
  readonly allocator?: ByteBufAllocator;
  /** Gets what clients send, to be replayed in a test. Borrowed. */
  readonly capture?: TrafficCapture;
}

/** Speaks RESP2, the protocol of Redis, and keeps values in memory. It listens on loopback: there is no password. */
export class RespServer {
  readonly #eventLoop = new DefaultEventLoop();
  readonly #store = new ValueStore();
  #channel: ServerSocketChannel | undefined;

  private constructor() {}

  /** Rejects where the port is taken. */
  static async listen(options: RespServerOptions = {}): Promise<RespServer> {
    const server = new RespServer();
    const { port = 0, maxCommandBytes = 64 * 1024 * 1024, allocator, capture } = options;
    const bootstrap = new ServerBootstrap({
      eventLoop: server.#eventLoop,
      childHandler: new ChannelInitializer(({ pipeline }) => {
        if (capture !== undefined) {
          pipeline.addLast(new TrafficCaptureHandler(capture));
        }
        pipeline.addLast(new RespDecoder(maxCommandBytes), new RespEncoder(), new CommandHandler(server.#store));
      }),
      childOptions: allocator === undefined ? {} : { allocator },
    });
    server.#channel = await bootstrap.bind({ host: '127.0.0.1', port });
    return server;
  }

  get port(): number {
    const address = this.#channel?.localAddress;
    return address instanceof InetSocketAddress ? address.port : 0;
  }

  /** Hangs up on all clients, and lets go of all values. */
  async close(): Promise<void> {
    await this.#eventLoop.shutdownGracefully();
    this.#store.clear();
  }
}
