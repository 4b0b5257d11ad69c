import { ByteBuf, Unpooled } from '@watertight/buffer';
import { type ByteToMessageDecoder, EmbeddedChannel } from '@watertight/channel';
import { said } from './outcome.ts';

/** What comes of pieces that a decoder reads one after another: frames as text, errors, and what the end brings. */
export function framesOf(decoder: ByteToMessageDecoder, pieces: readonly (string | Uint8Array)[]): string[] {
  const seen: string[] = [];
  const channel = new EmbeddedChannel([
    decoder,
    {
      channelRead(_ctx, message) {
        seen.push(textOf(message));
      },
      exceptionCaught: (_ctx, cause) => void seen.push(said(cause)),
    },
  ]);
  for (const piece of pieces) {
    channel.writeInbound(Unpooled.copiedBuffer(Buffer.from(piece)));
  }
  channel.finish();
  return seen;
}

/** A frame's bytes as Latin-1. Takes it. */
export function textOf(message: unknown): string {
  if (!(message instanceof ByteBuf)) {
    return String(message);
  }
  const text = message.toString('latin1');
  message.release();
  return text;
}
