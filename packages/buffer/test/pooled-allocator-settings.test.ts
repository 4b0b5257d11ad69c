import { expect, test } from 'vitest';
import { runProgram } from './run-program.ts';

const PROGRAM = `
  import { ByteBufAllocator, PooledByteBufAllocator } from '@watertight/buffer';
  const { DEFAULT } = ByteBufAllocator;
  using buffer = DEFAULT.directBuffer(100);
  const small = PooledByteBufAllocator.DEFAULT.directBuffer(4000);
  const large = PooledByteBufAllocator.DEFAULT.directBuffer(20000);
  const { chunkSize } = PooledByteBufAllocator.DEFAULT.metric();
  console.log(DEFAULT === PooledByteBufAllocator.DEFAULT ? 'pooled' : 'unpooled', large.maxFastWritableBytes, chunkSize);
`;

test.for([
  [{}, `pooled 20480 ${4 * 2 ** 20}`],
  [{ WATERTIGHT_ALLOCATOR_TYPE: ' Pooled ' }, `pooled 20480 ${4 * 2 ** 20}`],
  [{ WATERTIGHT_ALLOCATOR_TYPE: 'unpooled' }, `unpooled 20480 ${4 * 2 ** 20}`],
  [{ WATERTIGHT_ALLOCATOR_PAGE_SIZE: '4k', WATERTIGHT_ALLOCATOR_CHUNK_SIZE: '1m' }, `pooled 20480 ${2 ** 20}`],
  [{ WATERTIGHT_ALLOCATOR_PAGE_SIZE: '4096', WATERTIGHT_ALLOCATOR_CHUNK_SIZE: '16k' }, 'pooled 20000 16384'],
] as const)('the environment decides what the pool is like: %j', ([env, printed]) => {
  expect(runProgram(PROGRAM, env)).toBe(printed);
});

test.for([
  ['WATERTIGHT_ALLOCATOR_TYPE', 'adaptive', 'pooled or unpooled'],
  ['WATERTIGHT_ALLOCATOR_PAGE_SIZE', '1000', 'a whole number of bytes from 4096, as 67108864, 64m or 1g'],
  ['WATERTIGHT_ALLOCATOR_PAGE_SIZE', '5000', 'a power of two from 4096 to 1048576'],
  ['WATERTIGHT_ALLOCATOR_PAGE_SIZE', 'big', 'a whole number of bytes from 4096, as 67108864, 64m or 1g'],
  ['WATERTIGHT_ALLOCATOR_CHUNK_SIZE', '2g', 'a power of two from 8192 to 1073741824'],
] as const)('a program does not start with %s=%s', ([variable, value, expected]) => {
  expect(runProgram(PROGRAM, { [variable]: value })).toBe(
    `InvalidSettingError: ${variable}: ${JSON.stringify(value)} (expected: ${expected})`,
  );
});
