import type { Channel } from './channel.ts';
import { ConnectTimeoutError } from './errors.ts';
import type { ScheduledTask } from './event-loop.ts';

/** Gives a connect up that takes longer than `timeoutMs`, 30 seconds by default. None where that is 0: it may take for ever. */
export function limitConnect(
  { eventLoop }: Channel,
  timeoutMs: number | undefined,
  remoteAddress: string,
  giveUp: (cause: ConnectTimeoutError) => void,
): ScheduledTask | undefined {
  const delayMs = timeoutMs ?? 30_000;
  if (delayMs === 0) {
    return undefined;
  }
  const giveUpConnect = (): void => giveUp(new ConnectTimeoutError(delayMs, remoteAddress));
  return eventLoop.schedule(giveUpConnect, delayMs);
}
