import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { ReferenceCountUtil } from '@watertight/buffer';
import { CHANNEL_LOG, type ChannelHandler, type ChannelLogEntry } from '@watertight/channel';
import { onTestFinished } from 'vitest';

/** A handler that writes down what comes by, as `name.event`, and hands it on. */
export function spy(name: string, events: string[]): ChannelHandler {
  const note = (event: string): void => void events.push(`${name}.${event}`);
  return {
    handlerAdded: () => note('handlerAdded'),
    handlerRemoved: () => note('handlerRemoved'),
    channelRegistered(ctx) {
      note('channelRegistered');
      ctx.fireChannelRegistered();
    },
    channelUnregistered(ctx) {
      note('channelUnregistered');
      ctx.fireChannelUnregistered();
    },
    channelActive(ctx) {
      note('channelActive');
      ctx.fireChannelActive();
    },
    channelInactive(ctx) {
      note('channelInactive');
      ctx.fireChannelInactive();
    },
    channelRead(ctx, message) {
      note('channelRead');
      ctx.fireChannelRead(message);
    },
    channelReadComplete(ctx) {
      note('channelReadComplete');
      ctx.fireChannelReadComplete();
    },
    channelWritabilityChanged(ctx) {
      note(`channelWritabilityChanged(${ctx.channel.isWritable()})`);
      ctx.fireChannelWritabilityChanged();
    },
    userEventTriggered(ctx, event) {
      note(`userEventTriggered(${event})`);
      ctx.fireUserEventTriggered(event);
    },
    exceptionCaught(ctx, cause) {
      note(`exceptionCaught(${cause})`);
      ctx.fireExceptionCaught(cause);
    },
    write(ctx, message, promise) {
      note('write');
      ctx.write(message, promise);
    },
    flush(ctx) {
      note('flush');
      ctx.flush();
    },
    close(ctx, promise) {
      note('close');
      ctx.close(promise);
    },
  };
}

/** Releases what it reads. */
export const RELEASE: ChannelHandler = {
  isSharable: true,
  channelRead: (_ctx, message) => void ReferenceCountUtil.release(message),
};

/** What is logged until the test ends, which is then not a warning of the process. */
export function logged(): string[] {
  const entries: string[] = [];
  const hear = (entry: unknown): void => {
    const { level, message, cause } = entry as ChannelLogEntry;
    entries.push(`${level}: ${message}${cause === undefined ? '' : ` ${cause}`}`);
  };
  subscribe(CHANNEL_LOG, hear);
  onTestFinished(() => void unsubscribe(CHANNEL_LOG, hear));
  return entries;
}
