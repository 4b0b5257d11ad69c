import { type ByteBuf, Unpooled } from '@watertight/buffer';
import { ProtocolError } from './errors.ts';
import { HEADER_BYTES } from './frame-encoder.ts';

/**
 * Cuts a stream of bytes into frames, however the network has cut it into chunks.
 *
 * Ownership: keeps a buffer of its own for the frame that is not whole yet, until `close`.
 */
export class FrameDecoder {
  readonly #maxPayloadBytes: number;
  #unread = Unpooled.buffer();

  /** @param maxPayloadBytes - longer frames are refused by their header, before anybody makes room for them. */
  constructor(maxPayloadBytes: number) {
    this.#maxPayloadBytes = maxPayloadBytes;
  }

  /**
   * The payloads of the frames that `chunk` completes, each made when it is asked for: whoever stops early has none left
   * to release.
   *
   * Ownership: borrows `chunk`; what it yields is owned by the caller.
   *
   * @throws ProtocolError for a frame that is too long, which garbage nearly always is.
   */
  *decode(chunk: Uint8Array): Generator<ByteBuf, void, undefined> {
    this.#unread.writeBytes(chunk);
    for (let payload = this.#next(); payload !== undefined; payload = this.#next()) {
      yield payload;
    }
    this.#forgetRead();
  }

  /** Gives up the frame that has not become whole. */
  close(): void {
    this.#unread.release();
  }

  [Symbol.dispose](): void {
    this.close();
  }

  #next(): ByteBuf | undefined {
    const { readerIndex, readableBytes } = this.#unread;
    if (readableBytes < HEADER_BYTES) {
      return undefined;
    }
    const payloadBytes = this.#unread.getUnsignedInt(readerIndex);
    if (payloadBytes > this.#maxPayloadBytes) {
      throw new ProtocolError(`A frame of ${payloadBytes} bytes came, and ${this.#maxPayloadBytes} are allowed.`);
    }
    if (readableBytes < HEADER_BYTES + payloadBytes) {
      return undefined;
    }
    return this.#unread.skipBytes(HEADER_BYTES).readRetainedSlice(payloadBytes);
  }

  /** The payloads are slices of the buffer, so its bytes cannot be moved to the front: what is unread gets a new one. */
  #forgetRead(): void {
    if (this.#unread.readerIndex > 0) {
      using old = this.#unread;
      this.#unread = Unpooled.buffer().writeBytes(old);
    }
  }
}
