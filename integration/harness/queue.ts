/**
 * Makes a queue that runs at most `limit` jobs at a time, in the order they were handed in; handing one in gives what the
 * job gives.
 */
export function createQueue(limit: number): <R>(job: () => Promise<R>) => Promise<R> {
  const waiting: (() => void)[] = [];
  let running = 0;
  return async (job) => {
    if (running === limit) {
      // The job that ends hands its place on, so the count does not change.
      await new Promise<void>((resolve) => waiting.push(resolve));
    } else {
      running += 1;
    }
    try {
      return await job();
    } finally {
      const next = waiting.shift();
      if (next === undefined) {
        running -= 1;
      } else {
        next();
      }
    }
  };
}
