import { type ByteBuf, Unpooled } from '@watertight/buffer';
import { ProtocolError } from './errors.ts';

/** What a client wants. On the wire: one byte for the operation, one for the key's length, the key in UTF-8, the value. */
export interface Request {
  readonly operation: (typeof OPERATIONS)[number];
  readonly key: string;
  /** No bytes for `get`. */
  readonly value: ByteBuf;
}

/** An operation's byte is its place in this list. */
const OPERATIONS = ['get', 'put'] as const;

/** The bytes before the key. */
const HEAD_BYTES = 2;

const MAX_KEY_BYTES = 255;

/**
 * A request as a payload.
 *
 * Ownership: borrows the request's value; returns owned.
 *
 * @throws RangeError when the key is longer than 255 bytes.
 */
export function encodeRequest({ operation, key, value }: Request): ByteBuf {
  const keyBytes = Buffer.from(key);
  if (keyBytes.length > MAX_KEY_BYTES) {
    throw new RangeError(`The key has ${keyBytes.length} bytes, and ${MAX_KEY_BYTES} are allowed.`);
  }
  return Unpooled.buffer()
    .writeByte(OPERATIONS.indexOf(operation))
    .writeByte(keyBytes.length)
    .writeBytes(keyBytes)
    .writeBytes(value, value.readerIndex, value.readableBytes);
}

/**
 * The request in a payload.
 *
 * Ownership: borrows `payload`; the value it returns is a view of it.
 *
 * @throws ProtocolError when `payload` is no request.
 */
export function decodeRequest(payload: ByteBuf): Request {
  const { readableBytes } = payload;
  if (readableBytes >= HEAD_BYTES) {
    const operation = OPERATIONS[payload.readByte()];
    const keyBytes = payload.readUnsignedByte();
    if (operation !== undefined && payload.isReadable(keyBytes)) {
      return { operation, key: payload.readCharSequence(keyBytes), value: payload.slice() };
    }
  }
  throw new ProtocolError(`These ${readableBytes} bytes are no request.`);
}

/**
 * A response as a payload: one byte that tells whether there is a value, the value.
 *
 * Ownership: borrows `value`; returns owned.
 */
export function encodeResponse(value: ByteBuf | undefined): ByteBuf {
  if (value === undefined) {
    return Unpooled.buffer(1).writeByte(0);
  }
  return Unpooled.buffer(1 + value.readableBytes)
    .writeByte(1)
    .writeBytes(value, value.readerIndex, value.readableBytes);
}

/**
 * The value in a response's payload.
 *
 * Ownership: borrows `payload`; returns owned.
 *
 * @throws ProtocolError when `payload` is no response.
 */
export function decodeResponse(payload: ByteBuf): ByteBuf | undefined {
  if (!payload.isReadable()) {
    throw new ProtocolError('An empty frame is no response.');
  }
  return payload.readByte() === 0 ? undefined : payload.retainedSlice();
}
