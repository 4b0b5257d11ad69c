import { DefaultEventLoop, queueFigures } from '@watertight/channel';
import { findGarbageCollector } from '@watertight/leak-detector';
import { expect, test } from 'vitest';

test('a loop that is dropped without being shut down can be collected, and is told of no more', async () => {
  new DefaultEventLoop({ name: 'dropped' });
  const kept = new DefaultEventLoop({ name: 'kept' });
  // What a WeakRef was made of in a job is kept until the job ends.
  await new Promise((resolve) => setImmediate(resolve));
  findGarbageCollector()?.();
  expect(queueFigures().executors.map(({ name }) => name)).toEqual(['kept']);
  await kept.shutdownGracefully();
});
