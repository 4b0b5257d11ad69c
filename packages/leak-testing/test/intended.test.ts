import { EventEmitter, once } from 'node:events';
import { type LeakScope, leakDetector } from '@watertight/leak-detector';
import {
  allowLeaks,
  assertNoLeaks,
  expectLeaks,
  fileScope,
  LeakError,
  NoLeakError,
  OptionError,
  OutsideTestError,
  permanent,
  untracked,
} from '@watertight/leak-testing';
import { describe, expect, onTestFinished, test } from 'vitest';
import { Door } from './session-under-test.ts';

// These functions work on the detector that everything shares; its scopes are found by the async context.

function scopeOf(kind: string): LeakScope {
  const scope = leakDetector.openScope('under test', kind, {
    parent: leakDetector.openScope('its file', 'file', { format: { root: import.meta.dirname } }),
  });
  onTestFinished(() => {
    scope.close();
    scope.parent?.close();
  });
  return scope;
}

function open(): Door {
  return new Door(leakDetector);
}

/** What `fn` throws or rejects with. */
async function failureOf(fn: () => unknown): Promise<unknown> {
  try {
    await fn();
    return undefined;
  } catch (error) {
    return error;
  }
}

describe('allowLeaks', () => {
  test('tells the scope of the running test, also after an await', async () => {
    const scope = scopeOf('test');
    await scope.run(async () => {
      await Promise.resolve();
      allowLeaks('the pool keeps one');
    });
    expect(scope.allowances).toEqual(['the pool keeps one']);
  });

  test.for(['file', 'module'])('is refused in the scope of a %s: no test answers for it', (kind) => {
    expect(() => scopeOf(kind).run(() => allowLeaks('why'))).toThrow(new OutsideTestError('allowLeaks("why")'));
  });

  test('is refused where nothing is tracked', () => {
    expect(() => untracked(() => allowLeaks('why'))).toThrow(new OutsideTestError('allowLeaks("why")'));
  });

  test.for([undefined, '', '  ', 5])('is refused with %j for a reason', (reason) => {
    expect(() => Reflect.apply(allowLeaks, undefined, [reason])).toThrow(
      new OptionError('allowLeaks needs a reason: a sentence that says why this is meant to be.'),
    );
  });
});

describe('permanent', () => {
  test('returns the resource, for which nobody answers any more', () => {
    const scope = scopeOf('test');
    const door = scope.run(open);
    expect(permanent(door, 'always there')).toBe(door);
    expect([scope.openCount, door.tracker?.permanentReason]).toEqual([0, 'always there']);
  });

  test('leaves what is not tracked as it is', () => {
    const nothing = {};
    expect(permanent(nothing, 'not tracked')).toBe(nothing);
  });

  test('is refused without a reason', () => {
    expect(() => permanent({}, '')).toThrow(
      new OptionError('permanent needs a reason: a sentence that says why this is meant to be.'),
    );
  });
});

describe('untracked and fileScope', () => {
  test('untracked returns what the function returns, and covers its awaited work', async () => {
    const scope = scopeOf('test');
    const door = await scope.run(() =>
      untracked(async () => {
        await Promise.resolve();
        return open();
      }),
    );
    expect([door.tracker, scope.openCount]).toEqual([undefined, 0]);
  });

  test('fileScope gives it to the outermost scope', async () => {
    const scope = scopeOf('test');
    const door = await scope.run(() =>
      fileScope(async () => {
        await Promise.resolve();
        return open();
      }),
    );
    expect(door.tracker?.scope).toBe(scope.parent);
  });

  test('fileScope is just a call where nothing is tracked', () => {
    expect(untracked(() => fileScope(() => open().tracker))).toBeUndefined();
  });
});

describe('assertNoLeaks', () => {
  test('resolves to what the function returns when everything is released', async () => {
    const result = await assertNoLeaks(async () => {
      open().close();
      return 'done';
    });
    expect(result).toBe('done');
  });

  test('rejects with the leak of a function that leaves something open, and the test around it stays clean', async () => {
    const scope = scopeOf('test');
    const leaking = (): void => void open();
    const error = await scope.run(() => failureOf(() => assertNoLeaks(leaking)));
    expect(error).toBeInstanceOf(LeakError);
    expect(
      String(error)
        .replace(/:\d+:\d+/, '')
        .split('\n'),
    ).toEqual([
      'LeakError: Door was not released by the end of the function given to assertNoLeaks.',
      '',
      expect.stringMatching(/^ {2}Door #\d+ · a door · unreachable: lost without release$/),
      '    created  new Door  session-under-test.ts',
      '',
      'Close it.',
    ]);
    expect(scope.openCount).toBe(0);
  });

  test('rejects with an aggregate of several leaks', async () => {
    const error = await failureOf(() =>
      assertNoLeaks(() => {
        open();
        open();
      }),
    );
    expect(error).toBeInstanceOf(AggregateError);
    expect(error).toMatchObject({ errors: [{ code: 'WATERTIGHT_LEAK' }, { code: 'WATERTIGHT_LEAK' }] });
  });

  test('rejects with what the function throws', async () => {
    const error = new Error('its own');
    const failure = await failureOf(() =>
      assertNoLeaks(() => {
        open();
        throw error;
      }),
    );
    expect(failure).toBe(error);
  });

  test('heeds allowLeaks, permanent and untracked inside it', async () => {
    await assertNoLeaks(() => {
      permanent(open(), 'always there');
      untracked(open);
    });
    await assertNoLeaks(() => {
      allowLeaks('known');
      open();
    });
  });

  test('sees everything, whatever the level, and leaves the level as it was', async () => {
    const before = leakDetector.level;
    onTestFinished(() => leakDetector.setLevel(before));
    leakDetector.setLevel('disabled');
    expect(await failureOf(() => assertNoLeaks(open))).toBeInstanceOf(LeakError);
    expect(leakDetector.level).toBe('disabled');
  });

  test('leaves work that outlives it to the scope around it', async () => {
    const scope = scopeOf('test');
    const gate = new EventEmitter();
    const late = await scope.run(() => assertNoLeaks(() => ({ opened: once(gate, 'open').then(open) })));
    gate.emit('open');
    const { tracker } = await late.opened;
    expect([tracker?.scope === scope, tracker?.placementNote]).toEqual([
      true,
      expect.stringMatching(/^for work of "assertNoLeaks", which had ended/),
    ]);
  });
});

describe('expectLeaks', () => {
  test('resolves to a report of each resource left open, for which the test does not answer', async () => {
    const scope = scopeOf('test');
    const reports = await scope.run(() =>
      expectLeaks(async () => {
        open();
        await Promise.resolve();
        open();
        open().close();
      }),
    );
    expect(reports.map(({ resourceType, scope: { name } }) => [resourceType, name])).toEqual([
      ['Door', 'expectLeaks'],
      ['Door', 'expectLeaks'],
    ]);
    expect(scope.openCount).toBe(0);
  });

  test('rejects when nothing was left open', async () => {
    const error = await failureOf(() => expectLeaks(() => open().close()));
    expect(error).toEqual(new NoLeakError());
  });
});
