import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';

/** Opens doors and forgets them: `open` outside a scope, at as many lines as `places` says. */
const PRELUDE = `
  import { createLeakDetector, leakDetector } from '@watertight/leak-detector';
  const DOOR = { name: 'Door', remedy: 'Close it.' };
  const held = new Set();
  class Door {
    constructor(detector = leakDetector) { this.tracker = detector.track(this, DOOR, 'a door'); }
    look() { this.tracker?.access('look'); return this; }
    retain() { this.tracker?.ownership('retain', 1, 2); return this; }
    close() { this.tracker?.close(); }
  }
  const turn = () => new Promise((resolve) => setTimeout(resolve, 5));
  const collect = async () => {
    for (let round = 0; round < 3; round += 1) { await turn(); gc(); }
    await turn();
  };
`;

/** Runs a program of its own, outside of every test runner; its warnings and what it printed. */
function run(program: string, env: NodeJS.ProcessEnv = {}) {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['--expose-gc', '--input-type=module', '--eval', `${PRELUDE}${program}`],
    { cwd: import.meta.dirname, env: { PATH: process.env.PATH, ...env }, encoding: 'utf8', timeout: 60_000 },
  );
  const warnings = stderr.split(/^\(node:\d+\) /m).slice(1);
  return {
    status,
    stdout,
    warnings: warnings.map((each) => each.replace(/\(Use `node --trace-warnings.*\n/, '').trim()),
  };
}

test('what is dropped without release is warned of once, with the line that created it', () => {
  const { status, warnings } = run(
    `
      const kept = new Door();
      (function forget() { new Door().look(); })();
      new Door().close();
      await collect();
      kept.close();
    `,
    { WATERTIGHT_LEAK_DETECTION_LEVEL: 'paranoid' },
  );
  expect([status, warnings.map((each) => each.replace(/ +\S*\[eval1\]:\S*/g, ' <line>'))]).toEqual([
    0,
    [
      [
        "[WATERTIGHT_LEAK] LeakWarning: LEAK: Door was not released before it's garbage-collected.",
        '',
        '  Door #1 · a door · unreachable: lost without release',
        '    created   new Door <line>',
        '    accesses  look ×1',
        '    seen in <line>',
        '',
        'Close it.',
      ].join('\n'),
    ],
  ]);
});

test('a place that goes on leaking is told of at each tenfold', () => {
  const { warnings } = run('for (let i = 0; i < 2500; i += 1) new Door(); await collect();', {
    WATERTIGHT_LEAK_DETECTION_LEVEL: 'paranoid',
  });
  const counts = warnings.map((each) => /^(\d+) were lost at this place so far\.$/m.exec(each)?.[1]);
  expect(counts).toEqual([undefined, '10', '100', '1000']);
});

test('many places that leak are not all told of, but counted', () => {
  const { stdout, warnings } = run(
    `
      for (let i = 0; i < 40; i += 1) new Function('Door', '\\n'.repeat(i) + 'new Door()')(Door);
      await collect();
    `,
    { WATERTIGHT_LEAK_DETECTION_LEVEL: 'paranoid' },
  );
  expect([stdout, warnings.length]).toEqual(['', 10]);
});

test('a listener gets a report of each leak, and nothing is printed then', () => {
  const { stdout, warnings } = run(
    `
      leakDetector.setLevel('advanced');
      leakDetector.setLevel('paranoid');
      const reports = [];
      const stop = leakDetector.addLeakListener((report) => reports.push(report));
      for (let i = 0; i < 3; i += 1) new Door().retain().look();
      await collect();
      console.log(reports.map(({ summary, reachability, scope, ownership, accessCounts }) =>
        [summary, reachability, scope.kind, ownership.length, accessCounts.look].join()).join(' '));
      stop();
      new Door();
      await collect();
    `,
  );
  expect(stdout.trim()).toBe(Array(3).fill('a door,unreachable,process,1,1').join(' '));
  expect(warnings).toHaveLength(1);
});

test('a listener that throws is told of once, and the others are called', () => {
  const { status, stdout, warnings } = run(
    `
      leakDetector.setLevel('paranoid');
      leakDetector.addLeakListener(() => { throw new RangeError('of its own'); });
      leakDetector.addLeakListener((report) => console.log(report.resourceType));
      new Door();
      new Door();
      await collect();
    `,
  );
  expect([status, stdout, warnings]).toEqual([
    0,
    'Door\nDoor\n',
    ['[WATERTIGHT_LEAK] LeakWarning: A listener for leaks threw: RangeError: of its own'],
  ]);
});

test.for<readonly [string, string]>([
  ['by default, one resource in 128 is looked after', ''],
  ['at advanced, too', 'advanced'],
])('%s', ([, level]) => {
  const { stdout } = run(
    `
      let count = 0;
      leakDetector.addLeakListener(() => { count += 1; });
      for (let i = 0; i < 12_800; i += 1) new Door();
      await collect();
      console.log(count);
    `,
    { WATERTIGHT_LEAK_DETECTION_LEVEL: level },
  );
  // Out of a fair sample of 100, nobody has ever drawn fewer than 40 or more than 200.
  expect(Number(stdout)).toBeGreaterThan(40);
  expect(Number(stdout)).toBeLessThan(200);
});

test.for<readonly [string, string]>([
  ['that is not tracked', 'leakDetector.untracked(() => new Door());'],
  ['that is permanent', "new Door().tracker.declarePermanent('by design');"],
  ['at level disabled', "leakDetector.setLevel('disabled'); new Door();"],
  ['of a scope that was judged', "const s = leakDetector.openScope('s', 'code'); s.run(() => new Door()); s.close();"],
  ['of a policy, which answers for it', 'leakDetector.setPlacementPolicy((position) => position); new Door();'],
])('nothing is said of a resource %s', ([, program]) => {
  expect(run(`leakDetector.setLevel('paranoid'); ${program} await collect();`).warnings).toEqual([]);
});

test('what an open scope holds is warned of as well', () => {
  const { warnings } = run(`
    leakDetector.setLevel('paranoid');
    leakDetector.openScope('request 7', 'request').run(() => { new Door(); });
    await collect();
  `);
  expect(warnings).toHaveLength(1);
});

test('what is a part of something lost is told of with it', () => {
  const { stdout } = run(`
    leakDetector.setLevel('paranoid');
    leakDetector.addLeakListener(({ summary }) => console.log(summary));
    (function forget() {
      const [wall, door] = [new Door(), new Door()];
      door.tracker.heldBy(wall.tracker);
    })();
    await collect();
  `);
  expect(stdout).toBe('a door\n');
});

test('what is released is not kept alive by what was recorded of it', () => {
  const { stdout } = run(`
    leakDetector.setLevel('paranoid');
    const released = [];
    function live() {
      const door = new Door().retain().look();
      released.push(new WeakRef(door));
      door.close();
    }
    for (let i = 0; i < 100; i += 1) live();
    await collect();
    console.log(released.filter((each) => each.deref() !== undefined).length);
  `);
  expect(stdout).toBe('0\n');
});

test('thousands that are lost in each turn are all told of, and leave nothing behind', () => {
  const { stdout } = run(`
    leakDetector.setLevel('paranoid');
    let count = 0;
    leakDetector.addLeakListener(() => { count += 1; });
    const sizes = [];
    for (let round = 0; round < 4; round += 1) {
      for (let i = 0; i < 3000; i += 1) new Door().look();
      await collect();
      while (count < (round + 1) * 3000) { await turn(); gc(); }
      await collect();
      sizes.push(process.memoryUsage().heapUsed);
    }
    console.log(count, sizes[3] - sizes[0] < 1024 * 1024);
  `);
  expect(stdout).toBe('12000 true\n');
});

test('after each collection stacks are captured whole again, also where nothing outlives its turn', () => {
  const { stdout } = run(`
    leakDetector.setLevel('paranoid');
    const deep = (more) => (more === 0 ? new Door() : deep(more - 1));
    const framesOf = (door) => { door.close(); return door.tracker.createdAt.length; };
    for (let i = 0; i < 1_000_000; i += 1) deep(1).close();
    const before = Array.from({ length: 10 }, () => framesOf(deep(20)));
    await collect();
    console.log(before.some((frames) => frames < 7), framesOf(deep(20)));
  `);
  expect(stdout).toBe('true 11\n');
});

test('what opens while the collector is at work is found at its next turn', () => {
  const { stdout } = run(`
    leakDetector.setLevel('paranoid');
    leakDetector.addLeakListener(({ summary }) => console.log(summary));
    const kept = new Door();
    for (let round = 0; round < 3; round += 1) {
      new Door();
      await collect();
    }
    kept.close();
  `);
  expect(stdout).toBe('a door\n'.repeat(3));
});

test('watching keeps no process from ending, and no turn of the event loop is needed to stay small', () => {
  const { status, stdout } = run(
    `
      for (let i = 0; i < 200_000; i += 1) new Door();
      gc();
      console.log(process.memoryUsage().heapUsed < 300 * 1024 * 1024);
    `,
    { WATERTIGHT_LEAK_DETECTION_LEVEL: 'simple' },
  );
  expect([status, stdout.trim()]).toEqual([0, 'true']);
});
