import { channel } from 'node:diagnostics_channel';
import { debuglog, inspect } from 'node:util';

/** What Netty would log. */
export interface ChannelLogEntry {
  readonly level: 'debug' | 'warn';
  readonly message: string;
  /** What was thrown, where something was. */
  readonly cause?: unknown;
}

/** The name of the diagnostics channel that a {@link ChannelLogEntry} is published on; its subscribers take them over. */
export const CHANNEL_LOG = 'watertight:channel:log';

const subscribers = channel(CHANNEL_LOG);

const debug = debuglog('watertight-channel');

/** Says what is worth knowing only when something is sought: with `NODE_DEBUG=watertight-channel`, or to subscribers. */
export function logDebug(message: string): void {
  if (subscribers.hasSubscribers) {
    subscribers.publish({ level: 'debug', message } satisfies ChannelLogEntry);
  } else {
    debug(message);
  }
}

/** Whether {@link logDebug} reaches anybody: descriptions of messages are not made for nobody. */
export function isDebugLogged(): boolean {
  return subscribers.hasSubscribers || debug.enabled;
}

/** Warns of a mistake that nobody else hears of: as a warning of the process, or to subscribers. */
export function logWarning(message: string, cause?: unknown): void {
  if (subscribers.hasSubscribers) {
    subscribers.publish({ level: 'warn', message, cause } satisfies ChannelLogEntry);
  } else {
    const detail = cause === undefined ? {} : { detail: inspect(cause) };
    process.emitWarning(message, { type: 'ChannelWarning', code: 'WATERTIGHT_CHANNEL', ...detail });
  }
}
