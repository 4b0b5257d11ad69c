import { type ByteBuf, Unpooled } from '@watertight/buffer';

function send(frame: ByteBuf): void {
  frame.release(); // sent: the socket's reference
}

function broadcast(frame: ByteBuf, receivers: number): void {
  for (let receiver = 0; receiver < receivers; receiver += 1) {
    send(frame.retain());
  }
  frame.retain(); // "to be safe"
}

export function retainTooMany(): void {
  const frame = Unpooled.copiedBuffer('to all of you');
  broadcast(frame, 2);
  frame.release();
}
