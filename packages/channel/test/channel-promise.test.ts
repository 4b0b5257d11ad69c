import { EmbeddedChannel, PromiseCombiner } from '@watertight/channel';
import { expect, test } from 'vitest';
import { logged } from './events.ts';
import { outcome, said } from './outcome.ts';

const ERROR = new RangeError('odd');

test('a promise has one outcome', () => {
  const channel = new EmbeddedChannel();
  const promise = channel.newPromise();
  expect([promise.isDone(), promise.isSuccess(), promise.cause]).toEqual([false, false, undefined]);
  expect([promise.tryFailure(ERROR), promise.trySuccess(), promise.tryFailure(1), promise.cancel()]).toEqual([
    true,
    false,
    false,
    false,
  ]);
  expect([promise.isDone(), promise.isSuccess(), promise.isCancelled(), promise.cause]).toEqual([
    true,
    false,
    false,
    ERROR,
  ]);
  const refusal =
    'WATERTIGHT_ILLEGAL_STATE: complete already: failure. A promise has one outcome; trySuccess() and tryFailure() ask.';
  expect([outcome(() => promise.setSuccess()), outcome(() => promise.setFailure(1))]).toEqual([refusal, refusal]);
});

test('listeners are told once, those that come late at once', () => {
  const promise = new EmbeddedChannel().newPromise();
  const told: string[] = [];
  const never = (): void => void told.push('never');
  promise.addListener(() => told.push('first')).addListener(never);
  promise.addListener(({ isSuccess }) => void told.push(typeof isSuccess));
  promise.removeListener(never).setSuccess();
  promise.addListener((future) => void told.push(`late ${future.isSuccess()}`));
  expect(told).toEqual(['first', 'function', 'late true']);
});

test('a listener that throws is a warning, and the others are told', () => {
  const log = logged();
  const told: string[] = [];
  const promise = new EmbeddedChannel().newPromise();
  promise.addListener(() => {
    throw ERROR;
  });
  promise.addListener(() => void told.push('second')).setSuccess();
  expect([told, log]).toEqual([
    ['second'],
    ['warn: An exception was thrown by a listener of a ChannelFuture. RangeError: odd'],
  ]);
});

test('a promise can be cancelled until its operation has begun', async () => {
  const channel = new EmbeddedChannel();
  const [early, late] = [channel.newPromise(), channel.newPromise()];
  expect([early.cancel(), early.setUncancellable(), early.isCancelled()]).toEqual([true, false, true]);
  expect([late.setUncancellable(), late.cancel(), late.isDone()]).toEqual([true, false, false]);
  await expect(early).rejects.toThrow('The operation was cancelled before it began.');
});

test('a future can be awaited, and a failure that nobody awaits is nobody’s', async () => {
  const channel = new EmbeddedChannel();
  await channel.newSucceededFuture();
  await expect(channel.newFailedFuture(ERROR)).rejects.toBe(ERROR);
  const promise = channel.newPromise();
  const awaited = promise.then(
    () => 'success',
    (cause: unknown) => said(cause),
  );
  promise.setFailure(ERROR);
  expect(await awaited).toBe('RangeError: odd');
  channel.newPromise().setFailure(ERROR);
});

test('the void promise fires failures and can do nothing else', () => {
  const channel = new EmbeddedChannel();
  const promise = channel.voidPromise();
  expect([promise.isVoid(), promise.isDone(), promise.isSuccess(), promise.isCancelled(), promise.cause]).toEqual([
    true,
    false,
    false,
    false,
    undefined,
  ]);
  expect([promise.trySuccess(), promise.setUncancellable(), promise.cancel(), promise.setSuccess()]).toEqual([
    false,
    true,
    false,
    promise,
  ]);
  const refusal =
    'WATERTIGHT_ILLEGAL_STATE: void future: nobody is told of its end. Write with newPromise() to wait for it.';
  expect([outcome(() => promise.addListener(() => {})), outcome(() => promise.then())]).toEqual([refusal, refusal]);
  promise.setFailure(ERROR);
  expect(outcome(() => channel.checkException())).toBe('RangeError: odd');
});

test.for<[what: string, causes: readonly (Error | undefined)[], expected: string]>([
  ['nothing', [], 'success'],
  ['successes', [undefined, undefined], 'success'],
  ['a failure among successes', [undefined, ERROR, undefined], 'RangeError: odd'],
  ['failures', [ERROR, new Error('second')], 'RangeError: odd'],
])('of %s, a combiner makes one future that is done last', ([, causes, expected]) => {
  const channel = new EmbeddedChannel();
  const parts = causes.map(() => channel.newPromise());
  const whole = channel.newPromise();
  const combiner = new PromiseCombiner();
  for (const part of parts) {
    combiner.add(part);
  }
  combiner.finish(whole);
  for (const [index, part] of parts.entries()) {
    expect(whole.isDone()).toBe(false);
    const cause = causes[index];
    if (cause === undefined) {
      part.setSuccess();
    } else {
      part.setFailure(cause);
    }
  }
  expect(whole.isSuccess() ? 'success' : said(whole.cause)).toBe(expected);
});
