// Messages begin with the words Netty uses, so that what is known of Netty's errors holds here; what helps comes after.

/** A handler could not be added, removed, or failed while it was. Netty's `ChannelPipelineException`. */
export class ChannelPipelineError extends Error {
  readonly code = 'WATERTIGHT_CHANNEL_PIPELINE';
  override readonly name = 'ChannelPipelineError';
}

/** A pipeline has no handler of that name, class or identity. Netty throws Java's `NoSuchElementException`. */
export class NoSuchHandlerError extends Error {
  readonly code = 'WATERTIGHT_NO_SUCH_HANDLER';
  override readonly name = 'NoSuchHandlerError';

  constructor(handler: string, names: readonly string[]) {
    super(`${handler} is not in this pipeline, which has: ${names.join(', ')}.`);
  }
}

/** A channel is closed, so that nothing can be read or written any more. Netty throws Java's `ClosedChannelException`. */
export class ClosedChannelError extends Error {
  readonly code = 'WATERTIGHT_CLOSED_CHANNEL';
  override readonly name = 'ClosedChannelError';

  constructor(channel: string, options?: ErrorOptions) {
    super(`${channel} is closed: nothing can be read or written any more. Ask isActive() first.`, options);
  }
}

/** Something was written before the channel was connected. Netty throws Java's `NotYetConnectedException`. */
export class NotYetConnectedError extends Error {
  readonly code = 'WATERTIGHT_NOT_YET_CONNECTED';
  override readonly name = 'NotYetConnectedError';

  constructor(channel: string) {
    super(`${channel} is not connected yet. What was written has been released; write in channelActive, or later.`);
  }
}

/** An operation was taken back before it began. Netty gives Java's `CancellationException`. */
export class CancellationError extends Error {
  readonly code = 'WATERTIGHT_CANCELLED';
  override readonly name = 'CancellationError';

  constructor() {
    super('The operation was cancelled before it began.');
  }
}

/** Something was asked for at a time when it cannot be. Netty throws Java's `IllegalStateException`. */
export class IllegalStateError extends Error {
  readonly code = 'WATERTIGHT_ILLEGAL_STATE';
  override readonly name = 'IllegalStateError';
}

/** A handler could not make a message of what it read. Netty's `DecoderException`. */
export class DecoderError extends Error {
  readonly code: string = 'WATERTIGHT_DECODER';
  override readonly name: string = 'DecoderError';
}

/** A frame is longer than the decoder was told to take; it has been discarded. Netty's `TooLongFrameException`. */
export class TooLongFrameError extends DecoderError {
  override readonly code = 'WATERTIGHT_TOO_LONG_FRAME';
  override readonly name = 'TooLongFrameError';
}

/** A frame contradicts itself; its bytes have been skipped. Netty's `CorruptedFrameException`. */
export class CorruptedFrameError extends DecoderError {
  override readonly code = 'WATERTIGHT_CORRUPTED_FRAME';
  override readonly name = 'CorruptedFrameError';
}

/** A handler could not encode a message. Netty's `EncoderException`. */
export class EncoderError extends Error {
  readonly code = 'WATERTIGHT_ENCODER';
  override readonly name = 'EncoderError';
}

/**
 * An event loop or executor was asked to run something when it had been shut down, or when too much waited there. Netty
 * throws Java's `RejectedExecutionException`.
 */
export class RejectedExecutionError extends Error {
  readonly code = 'WATERTIGHT_REJECTED_EXECUTION';
  override readonly name = 'RejectedExecutionError';
}

/** A peer did not answer in time. Netty's `ConnectTimeoutException`. */
export class ConnectTimeoutError extends Error {
  readonly code = 'WATERTIGHT_CONNECT_TIMEOUT';
  override readonly name = 'ConnectTimeoutError';

  constructor(timeoutMs: number, remoteAddress: string) {
    super(`connection timed out after ${timeoutMs} ms: ${remoteAddress}. The option connectTimeoutMs allows for more.`);
  }
}

/** The sending side of a connection has been shut down. Netty's `ChannelOutputShutdownException`. */
export class ChannelOutputShutdownError extends Error {
  readonly code = 'WATERTIGHT_CHANNEL_OUTPUT_SHUTDOWN';
  override readonly name = 'ChannelOutputShutdownError';

  constructor(channel: string) {
    super(`Channel output shutdown: ${channel}. Nothing can be written any more; it can still be read.`);
  }
}

/** An address belongs to another channel. Netty throws a `ChannelException`. */
export class AddressInUseError extends Error {
  readonly code = 'WATERTIGHT_ADDRESS_IN_USE';
  override readonly name = 'AddressInUseError';

  constructor(address: string, holder: string) {
    super(`address already in use by: ${holder}. Close that channel, or take another address than ${address}.`);
  }
}

/** No server is there, or it did not want the connection. Netty throws Java's `ConnectException`. */
export class ConnectionRefusedError extends Error {
  readonly code = 'WATERTIGHT_CONNECTION_REFUSED';
  override readonly name = 'ConnectionRefusedError';

  constructor(remoteAddress: string) {
    super(`connection refused: ${remoteAddress}. Bind a server to this address first, which accepts the connection.`);
  }
}

/** A peer has been silent for too long. Netty's `ReadTimeoutException`. */
export class ReadTimeoutError extends Error {
  readonly code = 'WATERTIGHT_READ_TIMEOUT';
  override readonly name = 'ReadTimeoutError';

  constructor(timeoutMs: number, channel: string) {
    super(`nothing was read for ${timeoutMs} ms: ${channel} is closed. ReadTimeoutHandler can be given more time.`);
  }
}

/** A write was not done in time. Netty's `WriteTimeoutException`. */
export class WriteTimeoutError extends Error {
  readonly code = 'WATERTIGHT_WRITE_TIMEOUT';
  override readonly name = 'WriteTimeoutError';

  constructor(timeoutMs: number, channel: string) {
    super(
      `a write was not done after ${timeoutMs} ms: ${channel} is closed. WriteTimeoutHandler can be given more time.`,
    );
  }
}

/** A file is no capture of traffic, or is damaged from some byte on; what comes before it is whole. */
export class DamagedCaptureError extends Error {
  readonly code = 'WATERTIGHT_DAMAGED_CAPTURE';
  override readonly name = 'DamagedCaptureError';
  readonly path: string;
  /** Where what cannot be read begins, in bytes. */
  readonly offset: number;

  constructor(path: string, offset: number, reason: string) {
    const advice = offset === 0 ? '' : ' With untilDamage, all before it is replayed.';
    super(`${path} cannot be read from byte ${offset} on: ${reason}${advice}`);
    this.path = path;
    this.offset = offset;
  }
}
