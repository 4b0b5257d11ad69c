import { ByteBufAllocator } from '@watertight/buffer';
import { type MessageSizeEstimator, messageSizeBytes } from './message-size.ts';
import { WriteBufferWaterMark } from './write-buffer-water-mark.ts';

/** What a {@link ChannelConfig} begins with. */
export interface ChannelOptions {
  /** Default: `ByteBufAllocator.DEFAULT`, which is pooled. */
  readonly allocator?: ByteBufAllocator;
  readonly autoRead?: boolean;
  readonly writeBufferWaterMark?: WriteBufferWaterMark;
  readonly messageSizeEstimator?: MessageSizeEstimator;
}

/** The settings of one channel, which can be changed while it is open. Netty's interface of this name. */
export class ChannelConfig {
  /** Makes the channel's buffers. */
  allocator: ByteBufAllocator;
  /** Counted in what waits to be written. */
  messageSizeEstimator: MessageSizeEstimator;
  writeBufferWaterMark: WriteBufferWaterMark;
  #autoRead: boolean;
  readonly #whenAutoRead: (autoRead: boolean) => void;

  /** `whenAutoRead` is called when reading by itself is turned on or off. */
  constructor(options: ChannelOptions, whenAutoRead: (autoRead: boolean) => void) {
    this.allocator = options.allocator ?? ByteBufAllocator.DEFAULT;
    this.messageSizeEstimator = options.messageSizeEstimator ?? messageSizeBytes;
    this.writeBufferWaterMark = options.writeBufferWaterMark ?? new WriteBufferWaterMark();
    this.#autoRead = options.autoRead ?? true;
    this.#whenAutoRead = whenAutoRead;
  }

  /** Whether the channel reads on by itself; where it does not, `read()` asks for each read. */
  get autoRead(): boolean {
    return this.#autoRead;
  }

  set autoRead(autoRead: boolean) {
    if (autoRead !== this.#autoRead) {
      this.#autoRead = autoRead;
      this.#whenAutoRead(autoRead);
    }
  }
}
