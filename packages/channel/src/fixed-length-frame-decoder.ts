import type { ByteBuf } from '@watertight/buffer';
import { ByteToMessageDecoder, type ByteToMessageDecoderOptions } from './byte-to-message-decoder.ts';
import type { ChannelHandlerContext } from './channel-handler-context.ts';
import { requirePositive } from './positive.ts';

/** Cuts what is read into frames of one length. Netty's class of this name. */
export class FixedLengthFrameDecoder extends ByteToMessageDecoder {
  readonly #frameLength: number;

  /** @throws IllegalArgumentError unless `frameLength`, in bytes, is above 0. */
  constructor(frameLength: number, options?: ByteToMessageDecoderOptions) {
    super(options);
    this.#frameLength = requirePositive('frameLength', frameLength);
  }

  protected override decode(_ctx: ChannelHandlerContext, input: ByteBuf, out: unknown[]): void {
    if (input.isReadable(this.#frameLength)) {
      out.push(input.readRetainedSlice(this.#frameLength));
    }
  }
}
