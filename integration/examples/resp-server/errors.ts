import { DecoderError } from '@watertight/channel';

/** A client does not speak RESP, or asks for too much. What it sends from then on means nothing, so it is hung up on. */
export class ProtocolError extends DecoderError {
  override readonly code = 'RESP_SERVER_PROTOCOL';
  override readonly name = 'ProtocolError';
}
