import { setTimeout as sleep } from 'node:timers/promises';
import { ByteBuf, type ByteBufAllocator } from '@watertight/buffer';
import type { Channel } from './channel.ts';
import type { ChannelHandler } from './channel-handler.ts';
import { EmbeddedChannel } from './embedded-channel.ts';
import { DamagedCaptureError } from './errors.ts';
import { readTraffic } from './traffic-reader.ts';
import type { TrafficRecord } from './traffic-record.ts';

export interface ReplayOptions {
  /**
   * Whether the pauses of the capture are kept: on the clock of an `EmbeddedChannel`'s event loop, which is moved, or by
   * waiting. By default everything comes at once.
   */
  readonly timed?: boolean;
  /** Whether a damaged capture is replayed up to where it is damaged. By default it rejects there. */
  readonly untilDamage?: boolean;
}

/** What a replay came to. */
export interface TrafficReplay<C extends Channel = Channel> {
  /** The channels by the numbers of their connections; those that were open when the capture ended are so still. */
  readonly channels: ReadonlyMap<number, C>;
  readonly records: number;
  /** Why it ended early, with `untilDamage`. */
  readonly damage: DamagedCaptureError | undefined;
}

/**
 * Replays a capture: for each connection in it, `open` makes a channel. An `EmbeddedChannel` reads what the connection has
 * read; through any other channel it is written, as the client of a server did. Returns owned channels.
 *
 * Rejects with what no handler has caught; the channels are closed then.
 *
 * @throws DamagedCaptureError when the capture is damaged, or is none.
 */
export async function replayTraffic<C extends Channel>(
  path: string,
  open: (connection: number) => C | Promise<C>,
  { timed = false, untilDamage = false }: ReplayOptions = {},
): Promise<TrafficReplay<C>> {
  const channels = new Map<number, C>();
  let records = 0;
  let lastMs = 0;
  let damage: DamagedCaptureError | undefined;
  try {
    for await (const record of readTraffic(path)) {
      if (timed && record.timeMs > lastMs) {
        await pass(channels, record.timeMs - lastMs);
        lastMs = record.timeMs;
      }
      let channel = channels.get(record.connection);
      if (channel === undefined) {
        channel = await open(record.connection);
        channels.set(record.connection, channel);
      }
      await replay(record, channel);
      records += 1;
    }
  } catch (error) {
    if (!untilDamage || !(error instanceof DamagedCaptureError)) {
      closeAll(channels.values());
      throw error;
    }
    damage = error;
  }
  return { channels, records, damage };
}

/**
 * For tests: replays a capture into pipelines of `handlers`, each of them new for each connection, and closes them. Returns
 * what they have written, by connection. What is then not released was leaked by the handlers.
 *
 * Rejects as {@link replayTraffic} does.
 */
export async function answersToTraffic(
  path: string,
  handlers: (connection: number) => readonly ChannelHandler[],
  options?: ReplayOptions,
): Promise<ReadonlyMap<number, Buffer>> {
  const { channels } = await replayTraffic(path, (connection) => new EmbeddedChannel(handlers(connection)), options);
  const answers = new Map([...channels].map(([connection, channel]) => [connection, outputOf(channel)] as const));
  const raised = closeAll(channels.values());
  if (raised !== undefined) {
    throw raised.cause;
  }
  return answers;
}

async function replay({ kind, bytes }: TrafficRecord, channel: Channel): Promise<void> {
  if (!channel.isOpen()) {
    // A handler, or the peer, has closed it earlier than it was in the capture.
    return;
  }
  if (kind === 'closed') {
    await channel.close();
  } else if (kind === 'read') {
    const message = copyOf(bytes, channel.alloc);
    if (channel instanceof EmbeddedChannel) {
      channel.writeInbound(message);
    } else {
      // Waited for, so that a slow peer is not flooded.
      await channel.writeAndFlush(message);
    }
  }
}

/** Lets time go by: real time, unless there are only channels whose clocks can be moved. */
async function pass(channels: ReadonlyMap<number, Channel>, durationMs: number): Promise<void> {
  let isReal = false;
  for (const channel of channels.values()) {
    if (channel instanceof EmbeddedChannel) {
      channel.advanceTimeBy(durationMs);
    } else {
      isReal = true;
    }
  }
  if (isReal) {
    await sleep(durationMs);
  }
}

/** Returns owned. */
function copyOf(bytes: Uint8Array, alloc: ByteBufAllocator): ByteBuf {
  return alloc.ioBuffer(bytes.length, bytes.length).writeBytes(bytes);
}

function outputOf(channel: EmbeddedChannel): Buffer {
  const pieces: Buffer[] = [];
  for (const message of channel.outboundMessages()) {
    if (message instanceof ByteBuf) {
      pieces.push(message.toBuffer());
    }
  }
  return Buffer.concat(pieces);
}

/** Closes all of them, whatever one of them throws; returns the first of that. */
function closeAll(channels: Iterable<Channel>): { readonly cause: unknown } | undefined {
  let raised: { readonly cause: unknown } | undefined;
  for (const channel of channels) {
    if (channel instanceof EmbeddedChannel) {
      try {
        channel.finishAndReleaseAll();
      } catch (cause) {
        raised ??= { cause };
      }
    } else {
      void channel.close();
    }
  }
  return raised;
}
