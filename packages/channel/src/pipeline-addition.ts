import type { ChannelHandler } from './channel-handler.ts';
import { DefaultEventExecutorGroup } from './default-event-executor-group.ts';

/** Handlers, or a name and one handler; before them the executor that calls them, where it is another than the event loop. */
export type AddArgs = readonly (DefaultEventExecutorGroup | string | ChannelHandler)[];

/** A handler that is added, by what name, and what calls it. */
export interface Addition {
  readonly name?: string;
  readonly handler: ChannelHandler;
  readonly executor?: DefaultEventExecutorGroup;
}

/** What is to be added, in its order. */
export function additionsOf(args: AddArgs): Addition[] {
  const [first, ...others] = args;
  if (first instanceof DefaultEventExecutorGroup) {
    return additionsOf(others as AddArgs).map((addition) => ({ ...addition, executor: first }));
  }
  return typeof first === 'string'
    ? [{ name: first, handler: others[0] as ChannelHandler }]
    : (args as readonly ChannelHandler[]).map((handler) => ({ handler }));
}
