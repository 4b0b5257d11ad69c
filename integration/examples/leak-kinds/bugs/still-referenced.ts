import { type ByteBuf, Unpooled } from '@watertight/buffer';

class Session {
  readonly unsent: ByteBuf = Unpooled.directBuffer();
}

const sessions = new Map<string, Session>();

export function stillReferenced(): void {
  const session = new Session();
  sessions.set('conn-7', session);
  session.unsent.writeCharSequence('bye');
  // The connection is closed; nobody removes it from the map.
}
