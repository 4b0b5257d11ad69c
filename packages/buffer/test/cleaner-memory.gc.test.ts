import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';

/** A million pieces take seven seconds, and eight times that where others want the machine, too. */
const TIMEOUT_MS = 240_000;

const SLOW = { timeout: TIMEOUT_MS };

/** Runs a program of its own, with nothing but the two strategies in it, and parses what it prints. */
function run(program: string): unknown {
  const text = `
    import { CleanerMemory, NoCleanerMemory, UnpooledByteBufAllocator } from '@watertight/buffer';
    import { leakDetector } from '@watertight/leak-detector';
    const MiB = 2 ** 20;
    const turn = () => new Promise((resolve) => setTimeout(resolve, 5));
    ${program}
  `;
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '--eval', text], {
    cwd: import.meta.dirname,
    env: { PATH: process.env.PATH },
    encoding: 'utf8',
    timeout: TIMEOUT_MS,
  });
  return stdout === '' ? stderr : JSON.parse(stdout);
}

test('memory that is dropped is given back at a shortage, within the job that dropped it', SLOW, () => {
  const program = `
    const memory = new CleanerMemory(MiB);
    const kept = memory.allocate(1024).fill(7);
    for (let i = 0; i < 20_000; i += 1) memory.allocate(1024);
    console.log(JSON.stringify([memory.usedBytes <= MiB, kept.every((byte) => byte === 7)]));
  `;
  expect(run(program)).toEqual([true, true]);
});

test('buffers that are dropped while they are tracked give their memory back at a shortage, too', SLOW, () => {
  const program = `
    leakDetector.setLevel('paranoid');
    leakDetector.addLeakListener(() => {});
    const memory = new CleanerMemory(64 * 1024);
    const allocator = new UnpooledByteBufAllocator({ directMemory: memory });
    const drop = () => { for (let i = 0; i < 1000; i += 1) allocator.directBuffer(1024).writeInt(i); };
    drop();
    leakDetector.openScope('a test', 'test').run(drop);
    console.log(JSON.stringify(memory.usedBytes <= 64 * 1024));
  `;
  expect(run(program)).toBe(true);
});

test('memory that is dropped is given back as the collector finds it, without a shortage', SLOW, () => {
  const program = `
    const memory = new CleanerMemory(1024 * MiB);
    for (let i = 0; i < 100; i += 1) memory.allocate(1024);
    for (let round = 0; round < 1000 && memory.usedBytes > 0; round += 1) {
      await turn();
      for (let i = 0; i < 10; i += 1) new ArrayBuffer(16 * MiB);
    }
    console.log(JSON.stringify([memory.count, memory.usedBytes]));
  `;
  expect(run(program)).toEqual([0, 0]);
});

test('memory that a view still shows is not given back', SLOW, () => {
  const program = `
    const memory = new CleanerMemory(MiB);
    const view = memory.allocate(MiB).subarray(1, 2);
    let code;
    try { memory.allocate(1); } catch (error) { code = error.code; }
    console.log(JSON.stringify([code, memory.usedBytes, view[0]]));
  `;
  expect(run(program)).toEqual(['WATERTIGHT_OUT_OF_DIRECT_MEMORY', 2 ** 20, 0]);
});

test('a million dropped pieces are all given back, and none twice', SLOW, () => {
  const program = `
    const memory = new CleanerMemory(64 * MiB);
    const kept = [];
    for (let i = 0; i < 1_000_000; i += 1) {
      const piece = memory.allocate(1024);
      if (i % 100_000 === 0) kept.push(piece);
    }
    await turn();
    for (const piece of kept) memory.free(piece);
    memory.free(memory.allocate(64 * MiB));
    await turn();
    console.log(JSON.stringify([kept.length, memory.count, memory.usedBytes]));
  `;
  expect(run(program)).toEqual([10, 0, 0]);
});

test('memory without a cleaner that is dropped is lost, up to the limit', SLOW, () => {
  const program = `
    const memory = new NoCleanerMemory(MiB);
    let dropped = 0;
    let code;
    try { for (;;) { memory.allocate(1024); dropped += 1; } } catch (error) { code = error.code; }
    console.log(JSON.stringify([code, dropped, memory.usedBytes]));
  `;
  expect(run(program)).toEqual(['WATERTIGHT_OUT_OF_DIRECT_MEMORY', 1024, 2 ** 20]);
});

test('freed memory is the system’s again at once', SLOW, () => {
  const program = `
    const memory = new NoCleanerMemory(64 * MiB);
    const before = process.memoryUsage.rss();
    let most = 0;
    for (let i = 0; i < 200; i += 1) {
      const piece = memory.allocate(16 * MiB).fill(1);
      most = Math.max(most, process.memoryUsage.rss() - before);
      memory.free(piece);
    }
    console.log(JSON.stringify(most < 40 * MiB));
  `;
  expect(run(program)).toBe(true);
});
