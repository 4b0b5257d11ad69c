// Messages begin with the words Netty uses, so that what is known of Netty's errors holds here; what helps comes after.

/** A reference was taken, given back or used that the count does not allow. Netty's `IllegalReferenceCountException`. */
export class IllegalReferenceCountError extends Error {
  readonly code = 'WATERTIGHT_ILLEGAL_REFERENCE_COUNT';
  override readonly name = 'IllegalReferenceCountError';
  /** The count when the call was made; it has not changed. */
  readonly refCnt: number;

  constructor(message: string, refCnt: number, options?: ErrorOptions) {
    super(message, options);
    this.refCnt = refCnt;
  }
}

/** A range reaches outside what may be read or written there. Netty throws Java's `IndexOutOfBoundsException`. */
export class IndexOutOfBoundsError extends RangeError {
  readonly code = 'WATERTIGHT_INDEX_OUT_OF_BOUNDS';
  override readonly name = 'IndexOutOfBoundsError';
  /** Where the range would have begun. */
  readonly index: number;
  readonly lengthBytes: number;
  /** Where the range had to end. */
  readonly limit: number;

  constructor(message: string, index: number, lengthBytes: number, limit: number) {
    super(message);
    this.index = index;
    this.lengthBytes = lengthBytes;
    this.limit = limit;
  }
}

/** An argument makes no sense whatever it is applied to. Netty throws Java's `IllegalArgumentException`. */
export class IllegalArgumentError extends Error {
  readonly code = 'WATERTIGHT_ILLEGAL_ARGUMENT';
  override readonly name = 'IllegalArgumentError';
  /** The name of the argument. */
  readonly argument: string;

  constructor(message: string, argument: string) {
    super(message);
    this.argument = argument;
  }
}

/** A buffer was told to change that can only be read. Netty throws Java's `ReadOnlyBufferException`. */
export class ReadOnlyBufferError extends Error {
  readonly code = 'WATERTIGHT_READ_ONLY_BUFFER';
  override readonly name = 'ReadOnlyBufferError';
}

/** A buffer of this kind cannot do that. Netty throws Java's `UnsupportedOperationException`. */
export class UnsupportedOperationError extends Error {
  readonly code = 'WATERTIGHT_UNSUPPORTED_OPERATION';
  override readonly name = 'UnsupportedOperationError';
}

/** Somebody transferred an `ArrayBuffer` away that a buffer lies in: to a worker, by `structuredClone`. */
export class DetachedMemoryError extends Error {
  readonly code = 'WATERTIGHT_DETACHED_MEMORY';
  override readonly name = 'DetachedMemoryError';

  constructor(neededBytes: number, presentBytes: number) {
    super(
      `The memory of this ByteBuf is gone: ${neededBytes} bytes are needed, ${presentBytes} are left. Copy, not transfer, it.`,
    );
  }
}

/** Off-heap memory was asked for beyond its limit. Netty's `OutOfDirectMemoryError`; nothing was reserved. */
export class OutOfDirectMemoryError extends Error {
  readonly code = 'WATERTIGHT_OUT_OF_DIRECT_MEMORY';
  override readonly name = 'OutOfDirectMemoryError';
  readonly requestedBytes: number;
  /** What was in use then. */
  readonly usedBytes: number;
  readonly maxBytes: number;

  constructor(requestedBytes: number, usedBytes: number, maxBytes: number, advice: string, options?: ErrorOptions) {
    const numbers = `failed to allocate ${requestedBytes} byte(s) of direct memory (used: ${usedBytes}, max: ${maxBytes})`;
    super(`${numbers}. ${advice}`, options);
    this.requestedBytes = requestedBytes;
    this.usedBytes = usedBytes;
    this.maxBytes = maxBytes;
  }
}

/** A child allocator would exceed its own limit, or that of an allocator it belongs to. Nothing was allocated. */
export class AllocatorLimitError extends Error {
  readonly code = 'WATERTIGHT_ALLOCATOR_LIMIT';
  override readonly name = 'AllocatorLimitError';
  /** The allocator whose limit it is. */
  readonly allocator: string;
  readonly requestedBytes: number;
  readonly usedBytes: number;
  readonly limitBytes: number;

  constructor(allocator: string, requestedBytes: number, usedBytes: number, limitBytes: number, tree: string) {
    super(
      `failed to allocate ${requestedBytes} byte(s) (used: ${usedBytes}, max: ${limitBytes}) of the allocator "${allocator}". Release its buffers sooner, or raise its limitBytes. In use:\n${tree}`,
    );
    this.allocator = allocator;
    this.requestedBytes = requestedBytes;
    this.usedBytes = usedBytes;
    this.limitBytes = limitBytes;
  }
}

/** A child allocator was closed before all of its buffers were released. */
export class AllocatorNotEmptyError extends Error {
  readonly code = 'WATERTIGHT_ALLOCATOR_NOT_EMPTY';
  override readonly name = 'AllocatorNotEmptyError';
  readonly allocator: string;
  readonly numBuffers: number;
  readonly usedBytes: number;

  constructor(allocator: string, numBuffers: number, usedBytes: number, tree: string) {
    super(
      `The allocator "${allocator}" was closed with ${numBuffers} buffer(s) open, of ${usedBytes} byte(s). Release them before:\n${tree}`,
    );
    this.allocator = allocator;
    this.numBuffers = numBuffers;
    this.usedBytes = usedBytes;
  }
}

/** A child allocator was asked for memory after it, or one that it belongs to, was closed. */
export class AllocatorClosedError extends Error {
  readonly code = 'WATERTIGHT_ALLOCATOR_CLOSED';
  override readonly name = 'AllocatorClosedError';
  readonly allocator: string;

  constructor(allocator: string) {
    super(`The allocator "${allocator}" is closed. Allocate before, or from another one.`);
    this.allocator = allocator;
  }
}

/** An environment variable says something that makes no sense. */
export class InvalidSettingError extends Error {
  readonly code = 'WATERTIGHT_INVALID_SETTING';
  override readonly name = 'InvalidSettingError';
  readonly variable: string;
  readonly value: string;

  constructor(variable: string, value: string, expected: string) {
    super(`${variable}: ${JSON.stringify(value)} (expected: ${expected})`);
    this.variable = variable;
    this.value = value;
  }
}
