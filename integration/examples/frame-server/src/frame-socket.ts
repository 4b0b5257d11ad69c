import type { Socket } from 'node:net';
import type { ByteBuf } from '@watertight/buffer';
import { ProtocolError } from './errors.ts';
import { FrameDecoder } from './frame-decoder.ts';
import { encodeFrame } from './frame-encoder.ts';

/** What happens at one end of a connection. */
export interface FrameListener {
  /** A frame came. Borrows `payload`: whoever wants to keep it retains it. */
  onPayload(payload: ByteBuf): void;
  /** The last call. `error` says why, unless both sides ended well. */
  onClose(error: Error | undefined): void;
}

/** How long a payload may be. */
const MAX_PAYLOAD_BYTES = 1024 * 1024;

/** One end of a connection, as frames instead of bytes. */
export class FrameSocket {
  readonly #socket: Socket;
  readonly #closed: Promise<void>;

  /** Takes `socket`. */
  constructor(socket: Socket, listener: FrameListener) {
    this.#socket = socket;
    const decoder = new FrameDecoder(MAX_PAYLOAD_BYTES);
    socket.on('data', (chunk) => this.#receive(decoder, chunk, listener));
    this.#closed = new Promise((resolve) => {
      let reason: Error | undefined;
      socket.on('error', (error) => {
        reason = error;
      });
      socket.on('close', () => {
        decoder.close();
        listener.onClose(reason);
        resolve();
      });
    });
  }

  get isClosed(): boolean {
    return this.#socket.destroyed;
  }

  /** Sends `payload` as one frame. Takes `payload`. */
  send(payload: ByteBuf): void {
    using taken = payload;
    const frame = encodeFrame(taken);
    // The socket reads the memory until it calls back, which it does whether it could send the bytes or not.
    this.#socket.write(frame.toBuffer(), () => frame.release());
  }

  /** Ends the connection when everything is sent; resolves when the other side has ended it, too. */
  close(): Promise<void> {
    this.#socket.end();
    return this.#closed;
  }

  /** Ends the connection at once. */
  destroy(): void {
    this.#socket.destroy();
  }

  #receive(decoder: FrameDecoder, chunk: Uint8Array, listener: FrameListener): void {
    try {
      for (using payload of decoder.decode(chunk)) {
        listener.onPayload(payload);
      }
    } catch (error) {
      if (!(error instanceof ProtocolError)) {
        throw error;
      }
      this.#socket.destroy(error);
    }
  }
}
