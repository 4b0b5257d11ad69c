import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { type ByteBuf, Unpooled } from '@watertight/buffer';
import { FrameSocket } from './frame-socket.ts';
import { decodeRequest, encodeResponse } from './message.ts';
import { ValueCache } from './value-cache.ts';

const MAX_ENTRIES = 1000;

/** Keeps values for its clients, in memory. It listens on loopback: there is no password. */
export class FrameServer {
  readonly #server: Server;
  readonly #cache = new ValueCache(MAX_ENTRIES);
  readonly #connections = new Set<FrameSocket>();

  private constructor() {
    this.#server = createServer({ noDelay: true }, (socket) => this.#accept(socket));
  }

  /** A server on `port`, by default on one that is free. */
  static async listen(port = 0): Promise<FrameServer> {
    const server = new FrameServer();
    server.#server.listen(port, '127.0.0.1');
    await once(server.#server, 'listening');
    return server;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** Disconnects all clients and forgets all values. */
  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve));
    for (const connection of this.#connections) {
      connection.destroy();
    }
    await closed;
    this.#cache.clear();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #accept(socket: Socket): void {
    const connection = new FrameSocket(socket, {
      onPayload: (payload) => connection.send(this.#answer(payload)),
      onClose: () => void this.#connections.delete(connection),
    });
    this.#connections.add(connection);
  }

  /** Borrows `payload`; returns owned. */
  #answer(payload: ByteBuf): ByteBuf {
    const { operation, key, value } = decodeRequest(payload);
    if (operation === 'put') {
      this.#cache.put(key, value);
      return encodeResponse(Unpooled.EMPTY_BUFFER);
    }
    using found = this.#cache.get(key);
    return encodeResponse(found);
  }
}
