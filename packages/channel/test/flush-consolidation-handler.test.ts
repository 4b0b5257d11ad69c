import {
  type ChannelHandler,
  EmbeddedChannel,
  FlushConsolidationHandler,
  type FlushConsolidationHandlerOptions,
  WriteBufferWaterMark,
} from '@watertight/channel';
import { expect, test } from 'vitest';
import { spy } from './events.ts';
import { outcome } from './outcome.ts';

interface Consolidating {
  readonly channel: EmbeddedChannel;
  /** How often the flushes have come through until now. */
  readonly flushes: () => number;
}

/** A channel whose last handler answers each message with a flush of its own. */
function consolidate(options?: FlushConsolidationHandlerOptions, last: ChannelHandler = ECHO): Consolidating {
  const events: string[] = [];
  const channel = new EmbeddedChannel([spy('s', events), new FlushConsolidationHandler(options), last], {
    writeBufferWaterMark: new WriteBufferWaterMark(100, 1000),
  });
  return { channel, flushes: () => events.filter((event) => event === 's.flush').length };
}

const ECHO: ChannelHandler = {
  isSharable: true,
  channelRead(ctx, message) {
    ctx.writeAndFlush(message);
  },
};

test('the answers to what is read together are flushed together', () => {
  const { channel, flushes } = consolidate();
  channel.writeInbound(1, 2, 3);
  expect([flushes(), channel.outboundMessages()]).toEqual([1, [1, 2, 3]]);
});

test('outside of a read each flush goes through', () => {
  const { channel, flushes } = consolidate();
  channel.flush().flush();
  expect(flushes()).toBe(2);
});

test('after so many flushes one goes through', () => {
  const { channel, flushes } = consolidate({ explicitFlushAfterFlushes: 2 });
  channel.writeInbound(1, 2, 3, 4, 5);
  expect(flushes()).toBe(3);
});

test('outside of a read flushes may wait for the next task', () => {
  const { channel, flushes } = consolidate({ consolidateWhenNoReadInProgress: true });
  channel.flush().flush();
  expect([flushes(), channel.eventLoop.pendingTasks]).toEqual([0, 1]);
  channel.runPendingTasks();
  channel.flush();
  expect([flushes(), channel.eventLoop.pendingTasks]).toEqual([1, 1]);
  channel.writeInbound(1, 2);
  expect(flushes()).toBe(2);
  channel.runPendingTasks();
  expect(flushes()).toBe(2);
});

test.for<[what: string, act: (channel: EmbeddedChannel) => unknown]>([
  ['an exception', (channel) => channel.pipeline.fireExceptionCaught(new RangeError('odd'))],
  ['the close', (channel) => channel.close()],
  ['a disconnect', (channel) => channel.disconnect()],
  ['the end of the handler', (channel) => channel.pipeline.remove(FlushConsolidationHandler)],
  ['a channel that is not writable', (channel) => channel.unsafe.outboundBuffer?.setUserDefinedWritability(1, false)],
])('%s lets through what was held back', ([, act]) => {
  const { channel, flushes } = consolidate();
  channel.pipeline.fireChannelRead(1);
  expect(flushes()).toBe(0);
  act(channel);
  expect([flushes(), channel.outboundMessages()]).toEqual([1, [1]]);
});

test('a flush is let through after at least one', () => {
  expect(outcome(() => new FlushConsolidationHandler({ explicitFlushAfterFlushes: 0 }))).toBe(
    'WATERTIGHT_ILLEGAL_ARGUMENT: explicitFlushAfterFlushes : 0 (expected: > 0)',
  );
});
