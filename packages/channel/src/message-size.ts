import { ByteBuf } from '@watertight/buffer';

/** What a message counts for that has no bytes to count. */
const UNKNOWN_BYTES = 8;

/** How many bytes a message holds up while it waits to be written. Netty's `MessageSizeEstimator`. */
export type MessageSizeEstimator = (message: unknown) => number;

/** The readable bytes of a buffer, of a view of bytes, or of a holder's content; 8 for anything else. Borrows. */
export function messageSizeBytes(message: unknown): number {
  if (message instanceof ByteBuf) {
    return message.readableBytes;
  }
  if (ArrayBuffer.isView(message)) {
    return message.byteLength;
  }
  return isHolder(message) ? messageSizeBytes(message.content()) : UNKNOWN_BYTES;
}

function isHolder(message: unknown): message is { content(): unknown } {
  return (
    typeof message === 'object' && message !== null && 'content' in message && typeof message.content === 'function'
  );
}
