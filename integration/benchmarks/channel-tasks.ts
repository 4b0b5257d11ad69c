// What does it take to run a task later, in the async context that it came from: in an event loop, in the line of an executor,
// and with `setImmediate` alone?

import { AsyncResource } from 'node:async_hooks';
import { DefaultEventExecutorGroup, DefaultEventLoop } from '@watertight/channel';
import { atLeast, type Benchmark, type Measurement, median } from './measurement.ts';

/** Fewer than may wait for an executor. */
const TASKS = 5000;

/** Rounds that are measured, after one that only warms up. */
const ROUNDS = 31;

type Execute = (task: () => void) => void;

const eventLoop = new DefaultEventLoop();

const line = new DefaultEventExecutorGroup().next();

const setImmediateInContext: Execute = (task) => {
  const context = new AsyncResource('Task');
  setImmediate(() => context.runInAsyncScope(task));
};

/** An executor, which bounds and orders what it is given, is for handlers that take their time. */
const SUBJECTS: readonly (readonly [name: string, goal: number, execute: Execute])[] = [
  ['eventLoop.execute', 0.5, (task) => eventLoop.execute(task)],
  ["an executor's execute", 0.1, (task) => line.execute(task)],
];

export const benchmark: Benchmark = async (progress) => {
  const measurements: Measurement[] = [];
  for (const [name, goal, execute] of SUBJECTS) {
    measurements.push(await compare(name, goal, execute));
    progress(name);
  }
  return measurements;
};

async function compare(subject: string, goal: number, execute: Execute): Promise<Measurement> {
  const rounds: (readonly [ours: number, theirs: number])[] = [];
  for (let round = 0; round <= ROUNDS; round += 1) {
    rounds.push([await nsPerTask(execute), await nsPerTask(setImmediateInContext)]);
  }
  const counted = rounds.slice(1);
  const ns = (side: 0 | 1): string => median(counted.map((round) => round[side])).toFixed(0);
  return atLeast(goal, {
    question: 'How fast are tasks run?',
    subject,
    peer: 'setImmediate, in the context of the call',
    ratio: median(counted.map(([ours, theirs]) => theirs / ours)),
    figures: `${ns(0)} against ${ns(1)} ns a task`,
  });
}

async function nsPerTask(execute: Execute): Promise<number> {
  const start = process.hrtime.bigint();
  await new Promise<void>((resolve) => {
    let left = TASKS;
    const task = (): void => {
      left -= 1;
      if (left === 0) {
        resolve();
      }
    };
    for (let count = 0; count < TASKS; count += 1) {
      execute(task);
    }
  });
  return Number(process.hrtime.bigint() - start) / TASKS;
}
