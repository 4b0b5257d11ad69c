import type { ByteBufAllocator } from '@watertight/buffer';
import { ChannelConfig, type ChannelOptions } from './channel-config.ts';
import type { ChannelFuture, ChannelPromise } from './channel-future.ts';
import type { ChannelOutboundInvoker } from './channel-invoker.ts';
import { ChannelPipeline } from './channel-pipeline.ts';
import type { ChannelTransport, SocketAddress } from './channel-transport.ts';
import { ChannelUnsafe } from './channel-unsafe.ts';
import { DefaultChannelPromise } from './default-channel-promise.ts';
import type { EventLoop } from './event-loop.ts';
import { OutboundDelegate } from './outbound-delegate.ts';
import { DISCARD, type UnhandledInbound } from './pipeline-ends.ts';
import { VoidChannelPromise } from './void-channel-promise.ts';

let channels = 0;

/**
 * A connection, or whatever else messages are read from and written to, with the pipeline that handles them. Netty's
 * interface of this name and its `AbstractChannel`; what tells kinds of channels apart is their transport.
 *
 * Operations go through the whole pipeline, from its tail.
 */
export class Channel extends OutboundDelegate {
  /** Unique in the process. */
  readonly id: string;
  readonly pipeline: ChannelPipeline;
  readonly config: ChannelConfig;
  /** For the head of the pipeline and for transports; it goes past the handlers. */
  readonly unsafe: ChannelUnsafe;
  readonly #transport: ChannelTransport;
  readonly #voidPromise: ChannelPromise;

  constructor(transport: ChannelTransport, options: ChannelOptions = {}, unhandled: UnhandledInbound = DISCARD) {
    super();
    channels += 1;
    this.id = channels.toString(16).padStart(8, '0');
    this.#transport = transport;
    this.#voidPromise = new VoidChannelPromise(this);
    this.config = new ChannelConfig(options, (autoRead) => (autoRead ? this.read() : this.unsafe.stopRead()));
    this.unsafe = new ChannelUnsafe(this, transport);
    this.pipeline = new ChannelPipeline(this, unhandled);
  }

  /** Makes the channel's buffers. */
  get alloc(): ByteBufAllocator {
    return this.config.allocator;
  }

  /** @throws IllegalStateError before the channel is registered. */
  get eventLoop(): EventLoop {
    return this.unsafe.eventLoop;
  }

  get localAddress(): SocketAddress | undefined {
    return this.#transport.localAddress;
  }

  get remoteAddress(): SocketAddress | undefined {
    return this.#transport.remoteAddress;
  }

  /** Done when the channel is closed, by whomever. */
  get closeFuture(): ChannelFuture {
    return this.unsafe.closeFuture;
  }

  /** Whether it has not been closed. */
  isOpen(): boolean {
    return this.#transport.isOpen();
  }

  /** Whether it is connected. */
  isActive(): boolean {
    return this.#transport.isActive();
  }

  isRegistered(): boolean {
    return this.unsafe.isRegistered;
  }

  /** Whether what is written now does not pile up: the water marks say so, and no user's flag objects. */
  isWritable(): boolean {
    return this.unsafe.outboundBuffer?.isWritable() ?? false;
  }

  /** How much more may be written before the channel is not writable; 0 if it is not. */
  get bytesBeforeUnwritable(): number {
    return this.unsafe.outboundBuffer?.bytesBeforeUnwritable ?? 0;
  }

  /** How much has to leave before the channel is writable; infinite once it is closed. */
  get bytesBeforeWritable(): number {
    return this.unsafe.outboundBuffer?.bytesBeforeWritable ?? Number.POSITIVE_INFINITY;
  }

  override newPromise(): ChannelPromise {
    return new DefaultChannelPromise(this);
  }

  override voidPromise(): ChannelPromise {
    return this.#voidPromise;
  }

  override newSucceededFuture(): ChannelFuture {
    return this.newPromise().setSuccess();
  }

  override newFailedFuture(cause: unknown): ChannelFuture {
    return this.newPromise().setFailure(cause);
  }

  protected override get outbound(): ChannelOutboundInvoker {
    return this.pipeline;
  }

  /** Netty's description: `[id: 0x00000001, L:local - R:remote]`, with `!` in the middle when it is not connected. */
  override toString(): string {
    const { localAddress, remoteAddress } = this;
    const local = localAddress === undefined ? '' : `, L:${localAddress}`;
    const remote = remoteAddress === undefined ? '' : ` ${this.isActive() ? '-' : '!'} R:${remoteAddress}`;
    return `[id: 0x${this.id}${remoteAddress === undefined ? local : `${local || ', L:'}${remote}`}]`;
  }
}
