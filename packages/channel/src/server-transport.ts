import { UnsupportedOperationError } from '@watertight/buffer';

const NO_CONNECTION = 'a server has no connection of its own; those that it has accepted are channels of their own.';

/** What no transport that listens can do. */
export abstract class ServerTransport {
  readonly remoteAddress = undefined;

  connect(): never {
    throw new UnsupportedOperationError(`connect: ${NO_CONNECTION}`);
  }

  disconnect(): never {
    throw new UnsupportedOperationError(`disconnect: ${NO_CONNECTION}`);
  }

  filterOutboundMessage(): never {
    throw new UnsupportedOperationError(`write: ${NO_CONNECTION}`);
  }

  write(): void {}
}
