import { sharedPool } from './pool.ts';

afterAll(() => {
  sharedPool().release();
});

test('uses the pool first', () => {
  expect(sharedPool().refCnt).toBe(1);
});

test('uses it again', () => {
  expect(sharedPool().refCnt).toBe(1);
});

test('loads a module with a constant', async () => {
  await import('./empty-frame.ts');
});

test('has that module loaded already', async () => {
  const { EMPTY_FRAME } = await import('./empty-frame.ts');
  expect(EMPTY_FRAME.refCnt).toBe(1);
});

test('opens nothing', () => {});
