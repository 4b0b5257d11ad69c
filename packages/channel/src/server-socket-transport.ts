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
      if (this.#refuse === undefined) {
        pipeline.fireExceptionCaught(error);
      } else {
        this.#refuse(error);
      }
    };
    this.#server.on('error', fail);
    this.#server.on('tlsClientError', fail);
    this.#server.on(this.#tls === undefined ? 'connection' : 'secureConnection', (socket: Socket) => {
      if (this.isActive()) {
        pipeline.fireChannelRead(new SocketChannel(this.#childOptions, undefined, socket));
        pipeline.fireChannelReadComplete();
      } else {
        socket.destroy();
      }
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
  }

  /** Node accepts whatever comes. */
  beginRead(): void {}
}
