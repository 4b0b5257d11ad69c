import { isDeepStrictEqual } from 'node:util';
import { ByteBuf } from '@watertight/buffer';
import type { ChannelFuture } from '@watertight/channel';
import type { Difference } from './difference.ts';
import type { PipelineStep, RecordedError, RecordedEvent } from './pipeline-case.ts';
import { isFuture, type PipelineChannel, type SeenEvent } from './pipeline-channel.ts';
import { isSameError, withoutClassNames } from './thrown-error.ts';

/** What a call of ours came to. */
export type CallOutcome = { readonly result: unknown } | { readonly error: unknown };

/** Adds a difference unless `same`. */
type Check = (same: boolean, difference: Difference) => void;

/** Compares what was recorded with what ours is. Names what it sees for the first time, as the recording did. */
export class PipelineComparison {
  readonly #objects = new Map<string, unknown>();
  readonly #names = new Map<unknown, string>();

  find(name: string): unknown {
    return this.#objects.get(name);
  }

  /** The names of all views, that one included, of the memory that the buffer `name` is a view of; none if it is no view. */
  viewsBeside(name: string): string[] {
    const root = rootOf(this.find(name));
    return root === null ? [] : [...this.#objects.keys()].filter((other) => rootOf(this.find(other)) === root);
  }

  /** Everything that differs after a step. */
  compare(step: PipelineStep, outcome: CallOutcome, channel: PipelineChannel): Difference[] {
    const differences: Difference[] = [];
    const check: Check = (same, difference) => {
      if (!same) {
        differences.push(difference);
      }
    };
    this.#checkEvents(step.events ?? [], channel.events, check);
    this.#checkOutcome(step, outcome, check);
    for (const queue of ['inbound', 'outbound'] as const) {
      const [expected, actual] = [step[queue], channel[queue]];
      const same = expected === undefined || this.#areSame(expected, actual, this.#isSame);
      check(same, { field: queue, expected, actual: actual.slice() });
    }
    const open = step.open ?? channel.isOpen;
    check(open === channel.isOpen, { field: 'open', expected: open, actual: channel.isOpen });
    for (const [name, expected] of Object.entries(step.buffers)) {
      const actual = stateOf(this.find(name));
      check(isDeepStrictEqual(expected, actual), { field: 'state', name, expected, actual });
    }
    for (const [name, expected] of Object.entries(step.futures ?? {})) {
      const future = this.find(name);
      const actual = isFuture(future) ? outcomeOf(future) : undefined;
      check(isSameOutcome(expected, actual), { field: 'future', name, expected, actual });
    }
    const log = step.log ?? [];
    const isSameLog = this.#areSame(log, channel.log, isSameLogEntry);
    check(isSameLog, { field: 'log', expected: log, actual: channel.log.slice() });
    return differences;
  }

  #checkEvents(expected: readonly RecordedEvent[], actual: readonly SeenEvent[], check: Check): void {
    const same = this.#areSame(expected, actual, this.#isSameEvent);
    check(same, { field: 'events', expected, actual: actual.slice() });
    for (const [index, { message, refCnt }] of (same ? expected : []).entries()) {
      const ours = actual[index]?.refCnt;
      const { ref = '' } = (message ?? {}) as { ref?: string };
      check(refCnt === ours, { field: 'refCnt in an event', name: ref, expected: refCnt, actual: ours });
    }
  }

  #checkOutcome({ error, result }: PipelineStep, outcome: CallOutcome, check: Check): void {
    const expected = error ?? result;
    if ('error' in outcome) {
      const same = error !== undefined && isSameRecordedError(error, outcome.error);
      check(same, { field: 'error', expected, actual: outcome.error });
    } else {
      const same = error === undefined && this.#isSame(result, outcome.result);
      check(same, { field: 'result', expected, actual: outcome.result });
    }
  }

  #areSame<T>(
    expected: readonly T[],
    actual: readonly unknown[],
    isSame: (expected: T, actual: unknown) => boolean,
  ): boolean {
    return expected.length === actual.length && expected.every((value, index) => isSame(value, actual[index]));
  }

  /** Counts apart: they are compared by themselves. */
  readonly #isSameEvent = (expected: RecordedEvent, actual: unknown): boolean => {
    const { handler, event, message } = actual as SeenEvent;
    return expected.handler === handler && expected.event === event && this.#isSame(expected.message, message);
  };

  readonly #isSame = (expected: unknown, actual: unknown): boolean => {
    if (typeof expected !== 'object' || expected === null) {
      return typeof expected === 'string' && typeof actual === 'string'
        ? withoutPackages(expected) === actual
        : expected === actual;
    }
    if ('exception' in expected) {
      return isSameRecordedError(expected.exception as RecordedError, actual);
    }
    const { ref, future } = expected as { ref?: string; future?: string };
    return this.#isNamed(ref ?? future ?? '', actual);
  };

  #isNamed(name: string, actual: unknown): boolean {
    if (!this.#objects.has(name) && !this.#names.has(actual)) {
      this.#objects.set(name, actual);
      this.#names.set(actual, name);
    }
    return this.#objects.get(name) === actual;
  }
}

function rootOf(message: unknown): ByteBuf | null {
  return message instanceof ByteBuf ? message.unwrap() : null;
}

function stateOf(message: unknown): unknown {
  if (!(message instanceof ByteBuf)) {
    return undefined;
  }
  const { refCnt, readerIndex, writerIndex } = message;
  const indices = { refCnt, readerIndex, writerIndex };
  return refCnt === 0 ? indices : { ...indices, readable: message.toBuffer().toString('hex') };
}

function outcomeOf(future: ChannelFuture): unknown {
  if (!future.isDone()) {
    return 'pending';
  }
  return future.isSuccess() ? 'success' : { failure: future.cause };
}

function isSameOutcome(expected: unknown, actual: unknown): boolean {
  if (!isFailure(expected)) {
    return expected === actual;
  }
  return isFailure(actual) && isSameRecordedError(expected.failure as RecordedError, actual.failure);
}

function isFailure(outcome: unknown): outcome is { readonly failure: unknown } {
  return typeof outcome === 'object' && outcome !== null && 'failure' in outcome;
}

function isSameLogEntry(expected: { level: string; message: string; cause?: RecordedError }, actual: unknown): boolean {
  const { level, message, cause } = actual as { level: string; message: string; cause?: unknown };
  return (
    expected.level === level &&
    loggable(expected.message) === loggable(message) &&
    (expected.cause === undefined ? cause === undefined : isSameRecordedError(expected.cause, cause))
  );
}

/** What can be compared of a logged text: channels have ids of their own, and logs say how to see more of them. */
function loggable(text: string): string {
  return withoutClassNames(withoutPackages(text))
    .replace(/\[id: 0x\w+\]/, '[id]')
    .replace(' [enable DEBUG level for full stacktrace]', '');
}

function isSameRecordedError(expected: RecordedError, actual: unknown): boolean {
  return (
    actual instanceof Error &&
    isSameError(
      { class: expected.class, message: expected.message === null ? null : withoutPackages(expected.message) },
      actual,
    ) &&
    (expected.cause === undefined || isSameRecordedError(expected.cause, actual.cause))
  );
}

/** The names of the recorder's and of Netty's inner classes, without what they are in. */
function withoutPackages(text: string): string {
  return text.replace(/(?:oracle\.)?Handlers\$|DefaultChannelPipeline\$/g, '');
}
