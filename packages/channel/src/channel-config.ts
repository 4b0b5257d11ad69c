import { type ByteBufAllocator, UnpooledByteBufAllocator } from '@watertight/buffer';
import { type MessageSizeEstimator, messageSizeBytes } from './message-size.ts';
import { WriteBufferWaterMark } from './write-buffer-water-mark.ts';

/** What a {@link ChannelConfig} begins with. */
export interface ChannelOptions {
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
  readonly #read: () => void;

  constructor(options: ChannelOptions, read: () => void) {
    this.allocator = options.allocator ?? UnpooledByteBufAllocator.DEFAULT;
    this.messageSizeEstimator = options.messageSizeEstimator ?? messageSizeBytes;
    this.writeBufferWaterMark = options.writeBufferWaterMark ?? new WriteBufferWaterMark();
    this.#autoRead = options.autoRead ?? true;
    this.#read = read;
  }

  /** Whether the channel reads on by itself; where it does not, `read()` asks for each read. */
  get autoRead(): boolean {
    return this.#autoRead;
  }

  set autoRead(autoRead: boolean) {
    const wasOff = !this.#autoRead;
    this.#autoRead = autoRead;
    if (autoRead && wasOff) {
      this.#read();
    }
  }
}
