// Invariant: whatever becomes of the file, the traffic goes on: nothing here throws but the constructor and `close`.

import { createWriteStream, type WriteStream } from 'node:fs';
import { finished } from 'node:stream';
import { IllegalArgumentError } from '@watertight/buffer';
import { logWarning } from './channel-log.ts';
import {
  CAPTURE_HEADER,
  encodeRecord,
  MAX_RECORD_BYTES,
  RECORD_HEADER_BYTES,
  type TrafficRecord,
} from './traffic-record.ts';

export interface TrafficCaptureOptions {
  /** How long the file may become, in bytes; 1 GiB by default. What does not fit any more is left out, with a warning. */
  readonly maxBytes?: number;
}

const NO_BYTES = new Uint8Array(0);

/**
 * A file that {@link TrafficCaptureHandler}s write to: what several connections have read, and when. `replayTraffic` has it
 * read again.
 *
 * A file that cannot be written ends the capture, not the traffic.
 */
export class TrafficCapture {
  readonly path: string;
  readonly #file: WriteStream;
  readonly #maxBytes: number;
  readonly #ended: Promise<void>;
  /** Those who wait until the file has taken what was written. */
  #waiting: (() => void)[] = [];
  #state: 'recording' | 'full' | 'failed' | 'closed' = 'recording';
  #writtenBytes = CAPTURE_HEADER.length;
  #connections = 0;
  #startMs: number | undefined;

  /**
   * Replaces the file at `path`. A file that cannot be written is a warning, and what `close` rejects with.
   *
   * @throws IllegalArgumentError when `maxBytes` leaves no room for a record.
   */
  constructor(path: string, { maxBytes = 2 ** 30 }: TrafficCaptureOptions = {}) {
    const leastBytes = CAPTURE_HEADER.length + RECORD_HEADER_BYTES;
    if (!(maxBytes >= leastBytes)) {
      throw new IllegalArgumentError(`maxBytes: ${maxBytes} (expected: >= ${leastBytes})`, 'maxBytes');
    }
    this.path = path;
    this.#maxBytes = maxBytes;
    this.#file = createWriteStream(path);
    this.#ended = new Promise((resolve, reject) => {
      finished(this.#file, (error) => (error === null || error === undefined ? resolve() : reject(error)));
    });
    // Who closes the capture hears of it; for others it is a warning.
    this.#ended.catch((error: unknown) => this.#stop('failed', 'cannot be written', error));
    this.#file.on('drain', () => this.#tellWaiting());
    this.#file.write(CAPTURE_HEADER);
  }

  /** `recording`, until it is `full`, has `failed`, or was `closed`. */
  get state(): 'recording' | 'full' | 'failed' | 'closed' {
    return this.#state;
  }

  /** The length of the file, once all of it is written. */
  get writtenBytes(): number {
    return this.#writtenBytes;
  }

  /** Whether more is written than the file has taken: who can wait until {@link whenWritable} does not let it pile up. */
  isBehind(): boolean {
    return this.#state === 'recording' && this.#file.writableNeedDrain;
  }

  /** Calls `listener` once, when the capture is not behind any more, or has ended. */
  whenWritable(listener: () => void): void {
    this.#waiting.push(listener);
  }

  /** The number of another connection. */
  nextConnection(): number {
    this.#connections += 1;
    return this.#connections;
  }

  /** Puts down what happens to a connection at `nowMs`, by the clock of its event loop. Borrows `bytes`. */
  record(kind: TrafficRecord['kind'], connection: number, nowMs: number, bytes: Uint8Array = NO_BYTES): void {
    if (this.#state !== 'recording') {
      return;
    }
    this.#startMs ??= nowMs;
    const timeMs = Math.max(0, nowMs - this.#startMs);
    let start = 0;
    let isWritten: boolean;
    do {
      const end = Math.min(start + MAX_RECORD_BYTES, bytes.length);
      isWritten = this.#write(encodeRecord({ kind, connection, timeMs, bytes: bytes.subarray(start, end) }));
      start = end;
    } while (isWritten && start < bytes.length);
  }

  /** Finishes the file. Rejects when it could not be written. */
  close(): Promise<void> {
    if (this.#state !== 'failed') {
      this.#state = 'closed';
      this.#file.end();
      this.#tellWaiting();
    }
    return this.#ended;
  }

  /** Whether there is room for it. */
  #write(record: Buffer): boolean {
    if (this.#writtenBytes + record.length > this.#maxBytes) {
      this.#stop('full', `is full: it may have ${this.#maxBytes} bytes. What comes now is left out`);
      return false;
    }
    this.#writtenBytes += record.length;
    this.#file.write(record);
    return true;
  }

  #stop(state: 'full' | 'failed', what: string, cause?: unknown): void {
    if (this.#state === 'recording') {
      logWarning(`The capture ${this.path} ${what}.`, cause);
    }
    this.#state = state;
    this.#tellWaiting();
  }

  #tellWaiting(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const listener of waiting) {
      listener();
    }
  }
}
