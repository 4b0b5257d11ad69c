/** Runs what has to be done later on behalf of channels. Netty's interface of this name. */
export interface EventLoop {
  /** How many tasks wait. */
  readonly pendingTasks: number;
  /** Runs `task` after what runs now. */
  execute(task: () => void): void;
}
