/** The other side sent bytes that are not this protocol's. The connection cannot go on: where the next frame begins is unknown. */
export class ProtocolError extends Error {
  readonly code = 'FRAME_SERVER_PROTOCOL';
  override readonly name = 'ProtocolError';
}

/** The connection ended before the answer came. */
export class ConnectionClosedError extends Error {
  readonly code = 'FRAME_SERVER_CONNECTION_CLOSED';
  override readonly name = 'ConnectionClosedError';
}
