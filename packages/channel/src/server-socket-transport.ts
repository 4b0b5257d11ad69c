import { createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer, type TlsOptions } from 'node:tls';
import type { Channel } from './channel.ts';
import type { ChannelTransport, SocketAddress } from './channel-transport.ts';
import { IllegalStateError } from './errors.ts';
import { ServerTransport } from './server-transport.ts';
import { addressOf, requireEndpoint } from './socket-address.ts';
import { SocketChannel } from './socket-channel.ts';
import type { SocketOptions } from './socket-transport.ts';

/** Until when a client has to have agreed on a cipher, as Netty's `SslHandler` has it. */
const HANDSHAKE_MS = 10_000;

/** A socket that listens, over `node:net` and `node:tls`: what it reads are channels. */
export class ServerSocketTransport extends ServerTransport implements ChannelTransport {
  localAddress: SocketAddress | undefined;
  readonly #childOptions: SocketOptions;
  readonly #tls: TlsOptions | undefined;
  readonly #server: Server;
  /** Connections that have not agreed on a cipher, by where they come from: over Unix sockets they have no such name. */
  readonly #handshakes = new Map<string, Socket>();
  #state: 'open' | 'listening' | 'closed' = 'open';
  /** Fails the bind that is under way. */
  #refuse: ((cause: unknown) => void) | undefined;

  constructor(childOptions: SocketOptions, tls: TlsOptions | undefined) {
    super();
    const options = { allowHalfOpen: true, pauseOnConnect: true };
    this.#childOptions = childOptions;
    this.#tls = tls;
    this.#server =
      tls === undefined
        ? createServer(options)
        : createTlsServer({ handshakeTimeout: HANDSHAKE_MS, ...tls, ...options });
  }

  isOpen(): boolean {
    return this.#state !== 'closed';
  }

  isActive(): boolean {
    return this.#state === 'listening';
  }

  register({ pipeline }: Channel): void {
    const fail = (error: Error): void => {
      if (this.#refuse !== undefined) {
        this.#refuse(error);
      } else if (this.isOpen()) {
        pipeline.fireExceptionCaught(error);
      }
    };
    const accept = (socket: Socket): void => {
      if (this.isActive()) {
        pipeline.fireChannelRead(new SocketChannel(this.#childOptions, undefined, socket));
        pipeline.fireChannelReadComplete();
      } else {
        socket.destroy();
      }
    };
    this.#server.on('error', fail);
    if (this.#tls === undefined) {
      this.#server.on('connection', accept);
      return;
    }
    this.#server.on('tlsClientError', fail);
    this.#server.on('connection', (socket: Socket) => this.#beginHandshake(socket));
    this.#server.on('secureConnection', (socket: Socket) => {
      this.#handshakes.delete(peerOf(socket));
      accept(socket);
    });
  }

  bind(localAddress: SocketAddress): Promise<void> {
    const endpoint = requireEndpoint(localAddress);
    if (this.#state !== 'open') {
      throw new IllegalStateError(`bound already: ${this.localAddress}. Open another server for another address.`);
    }
    return new Promise((resolve, reject) => {
      this.#refuse = reject;
      this.#server.listen(endpoint, () => {
        this.#refuse = undefined;
        const address = this.#server.address();
        this.localAddress =
          typeof address === 'object' ? addressOf(address?.address, address?.port) : addressOf(address, undefined);
        this.#state = 'listening';
        resolve();
      });
    });
  }

  /** Stops listening. Connections that were accepted stay. */
  close(): void {
    this.#state = 'closed';
    this.#server.close();
    for (const socket of this.#handshakes.values()) {
      socket.destroy();
    }
  }

  /** Node accepts whatever comes. */
  beginRead(): void {}

  #beginHandshake(socket: Socket): void {
    if (socket.remotePort !== undefined) {
      const peer = peerOf(socket);
      this.#handshakes.set(peer, socket);
      socket.once('close', () => this.#handshakes.delete(peer));
    }
  }
}

/** The same for a connection before and after its handshake, which are different sockets to Node. */
function peerOf({ remoteAddress, remotePort }: Socket): string {
  return `${remoteAddress} ${remotePort}`;
}
