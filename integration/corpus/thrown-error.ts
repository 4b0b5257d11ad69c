import type { ThrownError } from './corpus-case.ts';

/** The `code` of our error for each of Netty's and Java's, by the class's name without its package. */
const CODES: Readonly<Record<string, string>> = {
  IllegalReferenceCountException: 'WATERTIGHT_ILLEGAL_REFERENCE_COUNT',
  IndexOutOfBoundsException: 'WATERTIGHT_INDEX_OUT_OF_BOUNDS',
  ArrayIndexOutOfBoundsException: 'WATERTIGHT_INDEX_OUT_OF_BOUNDS',
  StringIndexOutOfBoundsException: 'WATERTIGHT_INDEX_OUT_OF_BOUNDS',
  IllegalArgumentException: 'WATERTIGHT_ILLEGAL_ARGUMENT',
  ReadOnlyBufferException: 'WATERTIGHT_READ_ONLY_BUFFER',
  UnsupportedOperationException: 'WATERTIGHT_UNSUPPORTED_OPERATION',
  ChannelPipelineException: 'WATERTIGHT_CHANNEL_PIPELINE',
  NoSuchElementException: 'WATERTIGHT_NO_SUCH_HANDLER',
  ClosedChannelException: 'WATERTIGHT_CLOSED_CHANNEL',
  NotYetConnectedException: 'WATERTIGHT_NOT_YET_CONNECTED',
  DecoderException: 'WATERTIGHT_DECODER',
  TooLongFrameException: 'WATERTIGHT_TOO_LONG_FRAME',
  CorruptedFrameException: 'WATERTIGHT_CORRUPTED_FRAME',
  EncoderException: 'WATERTIGHT_ENCODER',
  // What the handlers of recorded pipelines throw.
  Handlers$HandlerException: 'HandlerException',
};

/** Errors whose words are Java's own. */
const JAVAS_WORDS = /^java\.lang\.(?:(?:Array|String)IndexOutOfBounds|NullPointer)Exception$/;

/** Whether `error` is the class that stands for Netty's, and its message begins with Netty's. */
export function isSameError(expected: ThrownError, error: Error): boolean {
  if (!isSameClass(expected, error)) {
    return false;
  }
  return JAVAS_WORDS.test(expected.class) || expected.message === null || beginsWith(error.message, expected.message);
}

/** Whether `error` is the class that stands for Netty's. */
export function isSameClass(expected: ThrownError, error: Error): boolean {
  return 'code' in error && error.code === CODES[shortName(expected.class)];
}

export function isOutOfBounds(error: unknown): error is Error {
  return error instanceof Error && 'code' in error && error.code === CODES.IndexOutOfBoundsException;
}

export function isReferenceCount(error: unknown): error is Error {
  return error instanceof Error && 'code' in error && error.code === CODES.IllegalReferenceCountException;
}

export function isReadOnly(error: unknown): error is Error {
  return error instanceof Error && 'code' in error && error.code === CODES.ReadOnlyBufferException;
}

/** `java.lang.IllegalArgumentException` → `IllegalArgumentException`. */
export function shortName(className: string): string {
  return className.slice(className.lastIndexOf('.') + 1);
}

/** Descriptions of buffers without the names of classes, which are each library's own. */
export function withoutClassNames(text: string): string {
  return text.replace(/[\w$]+(?=\((?:ridx: |freed))/g, 'ByteBuf').replace(/^\w*ByteBuf(?:BE|LE)$/, 'ByteBuf');
}

/** Whether our words are Netty's, at the end or before more of ours. */
function beginsWith(ours: string, nettys: string): boolean {
  const [all, opening] = [withoutClassNames(ours), withoutClassNames(nettys)];
  return all.startsWith(opening) && !/^\w/.test(all.slice(opening.length));
}
