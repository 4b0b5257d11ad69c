import { expect, test } from 'vitest';
import { runProgram } from './run-program.ts';

const PROGRAM = `
  import { maxDirectMemory, UnpooledByteBufAllocator, useDirectBufferNoCleaner, usedDirectMemory } from '@watertight/buffer';
  import { getHeapStatistics } from 'node:v8';
  const buffer = UnpooledByteBufAllocator.DEFAULT.directBuffer(100);
  const max = maxDirectMemory();
  console.log(useDirectBufferNoCleaner(), usedDirectMemory(), max === getHeapStatistics().heap_size_limit ? 'heap' : max);
  buffer.release();
`;

test.for([
  [{}, 'true 100 heap'],
  [{ WATERTIGHT_MAX_DIRECT_MEMORY: '' }, 'true 100 heap'],
  [{ WATERTIGHT_MAX_DIRECT_MEMORY: '-1' }, 'true 100 heap'],
  [{ WATERTIGHT_MAX_DIRECT_MEMORY: '-1', WATERTIGHT_MAX_CLEANER_MEMORY: '3k' }, 'true 100 3072'],
  [{ WATERTIGHT_MAX_DIRECT_MEMORY: '0' }, 'false -1 heap'],
  [{ WATERTIGHT_MAX_DIRECT_MEMORY: '0', WATERTIGHT_MAX_CLEANER_MEMORY: '1G' }, `false -1 ${2 ** 30}`],
  [{ WATERTIGHT_MAX_DIRECT_MEMORY: '64m', WATERTIGHT_MAX_CLEANER_MEMORY: '1' }, `true 100 ${64 * 2 ** 20}`],
  [{ WATERTIGHT_MAX_DIRECT_MEMORY: ' 4096 ' }, 'true 100 4096'],
] as const)('the environment decides who frees memory, and how much there is: %j', ([env, printed]) => {
  expect(runProgram(PROGRAM, env)).toBe(printed);
});

test.for([
  ['WATERTIGHT_MAX_DIRECT_MEMORY', '64mb', ''],
  ['WATERTIGHT_MAX_DIRECT_MEMORY', '1.5g', ''],
  ['WATERTIGHT_MAX_DIRECT_MEMORY', 'much', ''],
  ['WATERTIGHT_MAX_DIRECT_MEMORY', '99999999g', ''],
  ['WATERTIGHT_MAX_CLEANER_MEMORY', '0', ' from 1'],
  ['WATERTIGHT_MAX_CLEANER_MEMORY', '-1', ' from 1'],
] as const)('a program does not start with %s=%s', ([variable, value, range]) => {
  expect(runProgram(PROGRAM, { [variable]: value })).toBe(
    `InvalidSettingError: ${variable}: "${value}" (expected: a whole number of bytes${range}, as 67108864, 64m or 1g)`,
  );
});
