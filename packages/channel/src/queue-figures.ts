import type { Channel } from './channel.ts';
import type { SocketAddress } from './channel-transport.ts';
import { runningExecutors } from './running-executors.ts';

/** What waits in this thread's queues. Plain numbers: nothing is kept alive by them. */
export interface QueueFigures {
  /** Tasks that wait, in all executors together. */
  readonly pendingTasks: number;
  /** Bytes that wait to be written, to all channels together; counted as their `totalPendingWriteBytes` does. */
  readonly pendingWriteBytes: number;
  /** Channels that are not closed; those that listen are channels, too. */
  readonly numChannels: number;
  /** Event loops, and executors of handlers, that have not ended. */
  readonly executors: readonly ExecutorFigures[];
  /** Those that are not closed. */
  readonly channels: readonly ChannelFigures[];
}

/** The queue of tasks of one executor. */
export interface ExecutorFigures {
  readonly name: string;
  readonly pendingTasks: number;
  /** The function that waits longest, by its name. */
  readonly firstTaskName: string | undefined;
  /** For how many milliseconds that one has waited; 0 where none waits. */
  readonly firstTaskWaitMs: number;
}

/** The outbound queue of one channel. */
export interface ChannelFigures {
  /** That of the channel. */
  readonly id: string;
  readonly remoteAddress: SocketAddress | undefined;
  readonly pendingWriteBytes: number;
  /** False while the water marks, or a user's flag, ask for no more. */
  readonly isWritable: boolean;
}

/**
 * What waits in the queues of this thread, now. A few reads for each executor and channel: cheap enough for every second.
 * An `EmbeddedChannel` does not count.
 */
export function queueFigures(): QueueFigures {
  const running = runningExecutors();
  const executors = running.map(({ name, pendingTasks, firstTaskName, firstTaskWaitMs }) => ({
    name,
    pendingTasks,
    firstTaskName,
    firstTaskWaitMs,
  }));
  const channels = running.flatMap((executor) => [...(executor.channels ?? [])].map(figuresOf));
  return {
    pendingTasks: executors.reduce((sum, { pendingTasks }) => sum + pendingTasks, 0),
    pendingWriteBytes: channels.reduce((sum, { pendingWriteBytes }) => sum + pendingWriteBytes, 0),
    numChannels: channels.length,
    executors,
    channels,
  };
}

/** What waits to be written to a channel; 0 once it is closed. */
export function pendingWriteBytesOf({ unsafe }: Channel): number {
  return unsafe.outboundBuffer?.totalPendingWriteBytes ?? 0;
}

function figuresOf(channel: Channel): ChannelFigures {
  return {
    id: channel.id,
    remoteAddress: channel.remoteAddress,
    pendingWriteBytes: pendingWriteBytesOf(channel),
    isWritable: channel.isWritable(),
  };
}
