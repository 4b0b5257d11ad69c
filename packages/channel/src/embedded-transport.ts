import { ReferenceCountUtil } from '@watertight/buffer';
import type { ChannelHandlerContext } from './channel-handler-context.ts';
import { logWarning } from './channel-log.ts';
import type { ChannelOutboundBuffer } from './channel-outbound-buffer.ts';
import type { ChannelTransport } from './channel-transport.ts';
import type { UnhandledInbound } from './pipeline-ends.ts';

/** Keeps what leaves a pipeline at either end. It owns the messages. */
export class EmbeddedTransport implements ChannelTransport, UnhandledInbound {
  readonly inbound: unknown[] = [];
  readonly outbound: unknown[] = [];
  readonly localAddress = 'embedded';
  readonly remoteAddress = 'embedded';
  #state: 'open' | 'active' | 'closed' = 'open';
  #raised: { readonly cause: unknown } | undefined;

  message(_ctx: ChannelHandlerContext, message: unknown): void {
    this.inbound.push(message);
  }

  exception(cause: unknown): void {
    if (this.#raised === undefined) {
      this.#raised = { cause };
    } else {
      logWarning('More than one exception was raised. Will report only the first one and log others.', cause);
    }
  }

  /** The first exception since the last call. */
  takeException(): { readonly cause: unknown } | undefined {
    const raised = this.#raised;
    this.#raised = undefined;
    return raised;
  }

  isOpen(): boolean {
    return this.#state !== 'closed';
  }

  isActive(): boolean {
    return this.#state === 'active';
  }

  register(): void {
    this.#state = 'active';
  }

  bind(): void {}

  connect(): void {}

  disconnect(): void {
    this.close();
  }

  close(): void {
    this.#state = 'closed';
  }

  beginRead(): void {}

  filterOutboundMessage(message: unknown): unknown {
    return message;
  }

  write(buffer: ChannelOutboundBuffer): void {
    for (let message = buffer.current(); message !== undefined; message = buffer.current()) {
      this.outbound.push(ReferenceCountUtil.retain(message));
      buffer.remove();
    }
  }
}
