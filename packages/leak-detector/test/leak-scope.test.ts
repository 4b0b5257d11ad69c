import { once } from 'node:events';
import { createServer } from 'node:net';
import type { LeakScope, LeakTracker, ScopePhase } from '@watertight/leak-detector';
import { expect, test } from 'vitest';
import { paranoid, Thing, trackerOf } from './thing.ts';

test('a scope holds what is opened in it until it is released', () => {
  const { detector, scope } = paranoid();
  const [kept, released] = scope.run(() => [new Thing(detector), new Thing(detector)]);
  released.release();
  expect(scope.open).toEqual([kept.tracker]);
  expect(scope.openCount).toBe(1);
});

test.for<[string, (open: () => void) => unknown]>([
  [
    'after an await',
    async (open) => {
      await Promise.resolve();
      open();
    },
  ],
  [
    'in a microtask',
    (open) =>
      new Promise<void>((done) =>
        queueMicrotask(() => {
          open();
          done();
        }),
      ),
  ],
  [
    'in a timer',
    (open) =>
      new Promise<void>((done) =>
        setTimeout(() => {
          open();
          done();
        }),
      ),
  ],
  [
    'in an immediate',
    (open) =>
      new Promise<void>((done) =>
        setImmediate(() => {
          open();
          done();
        }),
      ),
  ],
  ['in a then', (open) => Promise.resolve().then(open)],
])('what is opened %s belongs to the scope that started the work', async ([, work]) => {
  const { detector, scope } = paranoid();
  await scope.run(() => work(() => new Thing(detector)));
  expect(scope.openCount).toBe(1);
});

test('two scopes whose awaits interleave get their own', async () => {
  const { detector, scope: a } = paranoid();
  const b = detector.openScope('another test', 'test');
  const openTwo = async (): Promise<void> => {
    await Promise.resolve();
    new Thing(detector);
    await Promise.resolve();
    new Thing(detector);
  };
  await Promise.all([a.run(openTwo), b.run(openTwo), b.run(openTwo)]);
  expect([a.openCount, b.openCount]).toEqual([2, 4]);
});

test('a bound function runs in its scope and phase, with its own this, arguments and length', () => {
  const { detector, scope } = paranoid();
  const phase: ScopePhase = { name: 'beforeEach', state: 'running' };
  const hook = function (this: unknown, a: number, b: number): unknown[] {
    return [this, a, b, new Thing(detector).tracker?.phase, detector.position?.phase];
  };
  const bound = scope.bind(hook, phase);
  expect(Reflect.apply(bound, 'context', [1, 2])).toEqual(['context', 1, 2, 'beforeEach', phase]);
  expect(bound.length).toBe(2);
  expect(detector.position).toBeUndefined();
});

test('what no scope answers for belongs to the process', () => {
  const { detector } = paranoid();
  expect(new Thing(detector).tracker?.scope.kind).toBe('process');
});

test('a closed scope gets nothing more and answers for nothing', () => {
  const { detector, scope } = paranoid();
  const thing = scope.run(() => new Thing(detector));
  scope.close();
  expect(scope.run(() => new Thing(detector)).tracker?.scope.kind).toBe('process');
  expect([scope.state, scope.openCount]).toEqual(['closed', 0]);
  thing.release();
  expect(thing.tracker?.state).toBe('released');
});

test('a placement policy decides who answers for what has no scope of its own', async () => {
  const { detector, scope } = paranoid();
  detector.setPlacementPolicy((position) => position ?? { scope, note: 'by elimination' });
  const server = createServer((socket) => {
    new Thing(detector);
    socket.end();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const { connect } = await import('node:net');
  const client = connect(typeof address === 'object' && address !== null ? address.port : 0, '127.0.0.1').resume();
  await once(client, 'close');
  server.close();
  expect(scope.open.map((tracker) => tracker.placementNote)).toEqual(['by elimination']);
});

test('a tracker is forgotten by its own scope only', () => {
  const { detector, scope: outer } = paranoid();
  const inner = detector.openScope('inner', 'test');
  const open = (scope: LeakScope): Thing => scope.run(() => new Thing(detector));
  const thing = outer.run(() => open(inner));
  expect([outer.openCount, inner.openCount]).toEqual([0, 1]);
  thing.release();
  expect(inner.openCount).toBe(0);
});

test('what runs untracked opens nothing in its scope, also after an await, until a scope is entered again', async () => {
  const { detector, scope } = paranoid();
  const inner = detector.openScope('inner', 'test');
  const opened = await scope.run(() =>
    detector.untracked(async () => {
      await Promise.resolve();
      return [new Thing(detector).tracker, detector.position, detector.placement, inner.run(() => new Thing(detector))];
    }),
  );
  expect(opened.slice(0, 3)).toEqual([undefined, undefined, undefined]);
  expect([scope.openCount, inner.openCount]).toEqual([0, 1]);
});

test('the placement is where the next resource would go', () => {
  const { detector, scope } = paranoid();
  expect(detector.placement).toBeUndefined();
  expect(scope.run(() => detector.placement)).toEqual({ scope });
  detector.setPlacementPolicy(() => ({ scope, note: 'by elimination' }));
  expect(detector.placement).toEqual({ scope, note: 'by elimination' });
});

test('a scope prints as its parent does, unless it says otherwise, and knows the outermost', () => {
  const { detector } = paranoid();
  const file = detector.openScope('file', 'file', { format: { root: '/app' } });
  const block = detector.openScope('block', 'block', { parent: file });
  const inner = detector.openScope('a', 'test', { parent: block, format: { root: '/app/src' } });
  expect([file, block, inner].map(({ format }) => format.root)).toEqual(['/app', '/app', '/app/src']);
  expect([file, block, inner].map(({ outermost }) => outermost === file)).toEqual([true, true, true]);
});

test('a scope keeps the reasons of what is allowed in it', () => {
  const { scope } = paranoid();
  scope.allow('first');
  scope.allow('second');
  expect(scope.allowances).toEqual(['first', 'second']);
});

test('a part is answered for by what holds it, until that lets it go', () => {
  const { detector, scope } = paranoid();
  const [whole, part] = scope.run(() => [new Thing(detector), new Thing(detector)]);
  const [holder, held] = [trackerOf(whole), trackerOf(part)];
  held.heldBy(holder);
  held.heldBy(holder);
  expect([scope.open, scope.openCount, held.isHeldBy(holder)]).toEqual([[holder], 1, true]);
  held.letGo(holder);
  expect(scope.open).toEqual([holder]);
  held.letGo(holder);
  held.letGo(holder);
  expect(scope.open).toEqual([holder, held]);
});

test('two that would hold each other are both answered for', () => {
  const { detector, scope } = paranoid();
  const [one, other] = scope.run(() => [new Thing(detector), new Thing(detector)]).map(trackerOf);
  one?.heldBy(other as LeakTracker);
  other?.heldBy(one as LeakTracker);
  expect(scope.open).toEqual([other]);
});

test('a part that was released while it was held stays released', () => {
  const { detector, scope } = paranoid();
  const [whole, part] = scope.run(() => [new Thing(detector), new Thing(detector)]);
  trackerOf(part).heldBy(trackerOf(whole));
  part.release();
  trackerOf(part).letGo(trackerOf(whole));
  expect(scope.open).toEqual([whole.tracker]);
});
