import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { type ByteBuf, Unpooled } from '@watertight/buffer';
import { ConnectionClosedError, ProtocolError } from './errors.ts';
import { FrameSocket } from './frame-socket.ts';
import { decodeResponse, encodeRequest, type Request } from './message.ts';

/** Somebody who waits for a response. */
interface Waiting {
  resolve(response: ByteBuf): void;
  reject(error: Error): void;
}

/** Asks a {@link FrameServer}. Requests may overlap: the server answers them in their order. */
export class FrameClient {
  readonly #connection: FrameSocket;
  readonly #waiting: Waiting[] = [];

  private constructor(socket: Socket) {
    this.#connection = new FrameSocket(socket, {
      onPayload: (payload) => this.#deliver(payload),
      onClose: (error) => this.#rejectAll(error),
    });
  }

  /** A client of the server on `port`. */
  static async connect(port: number): Promise<FrameClient> {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true });
    await once(socket, 'connect');
    return new FrameClient(socket);
  }

  /**
   * Stores a value under `key`. Borrows `value`.
   *
   * @throws ConnectionClosedError when the connection ends before the answer comes.
   */
  async put(key: string, value: ByteBuf): Promise<void> {
    using _response = await this.#request({ operation: 'put', key, value });
  }

  /**
   * The value under `key`, if there is one. Returns owned.
   *
   * @throws ConnectionClosedError when the connection ends before the answer comes.
   */
  async get(key: string): Promise<ByteBuf | undefined> {
    using response = await this.#request({ operation: 'get', key, value: Unpooled.EMPTY_BUFFER });
    return decodeResponse(response);
  }

  /** Ends the connection; requests that have no answer yet may still get it. */
  close(): Promise<void> {
    return this.#connection.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /** Borrows the request's value; resolves to an owned response. */
  async #request(request: Request): Promise<ByteBuf> {
    if (this.#connection.isClosed) {
      throw new ConnectionClosedError('The connection is closed; connect again.');
    }
    this.#connection.send(encodeRequest(request));
    return new Promise((resolve, reject) => {
      this.#waiting.push({ resolve, reject });
    });
  }

  /** Borrows `payload`. */
  #deliver(payload: ByteBuf): void {
    const first = this.#waiting.shift();
    if (first === undefined) {
      throw new ProtocolError('A response came that nobody has asked for.');
    }
    first.resolve(payload.retain());
  }

  #rejectAll(cause: Error | undefined): void {
    for (const { reject } of this.#waiting.splice(0)) {
      reject(new ConnectionClosedError('The connection ended before the answer came.', { cause }));
    }
  }
}
