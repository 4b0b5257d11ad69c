/** Something that tasks wait in, and what there is to know of its queue. Netty's interface of this name. */
export interface EventExecutor {
  /** What figures and warnings call it. */
  readonly name: string;
  /** How many tasks wait. Those that are scheduled for later do not count until their time has come. */
  readonly pendingTasks: number;
  /** The function that waits longest, by its name: what a queue that grows is full of. */
  readonly firstTaskName: string | undefined;
  /** For how many milliseconds that one has waited; 0 where none waits. */
  readonly firstTaskWaitMs: number;
}
