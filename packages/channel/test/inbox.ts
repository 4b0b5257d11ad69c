import { ByteBuf } from '@watertight/buffer';
import { type ChannelHandlerContext, SimpleChannelInboundHandler } from '@watertight/channel';

/** Collects the text that a channel reads, for a test to wait for. */
export class Inbox extends SimpleChannelInboundHandler<ByteBuf> {
  #text = '';
  #tell: () => void = () => undefined;

  constructor() {
    super(ByteBuf);
  }

  /** What has been read once it is `length` characters; it is taken out. */
  async take(length: number): Promise<string> {
    while (this.#text.length < length) {
      await new Promise<void>((resolve) => {
        this.#tell = resolve;
      });
    }
    const text = this.#text.slice(0, length);
    this.#text = this.#text.slice(length);
    return text;
  }

  protected override channelRead0(_ctx: ChannelHandlerContext, message: ByteBuf): void {
    this.#text += message.toString('latin1');
    this.#tell();
  }
}
