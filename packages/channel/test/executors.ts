import {
  type ChannelHandler,
  DefaultEventExecutorGroup,
  type DefaultEventExecutorGroupOptions,
  EmbeddedChannel,
} from '@watertight/channel';
import { onTestFinished } from 'vitest';

/** A group that is shut down when the test ends. */
export function openGroup(options?: DefaultEventExecutorGroupOptions): DefaultEventExecutorGroup {
  const group = new DefaultEventExecutorGroup(options);
  onTestFinished(() => group.shutdownGracefully({ timeoutMs: 0 }));
  return group;
}

/** A channel whose last handlers `group` calls. */
export function channelOf(group: DefaultEventExecutorGroup, ...handlers: readonly ChannelHandler[]): EmbeddedChannel {
  const channel = new EmbeddedChannel();
  channel.pipeline.addLast(group, ...handlers);
  return channel;
}

/** Something to wait for until it is opened. */
export function gate(): { readonly opened: Promise<void>; readonly open: () => void } {
  let open = (): void => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open };
}

/** Once what could be run has been, and what came of it. */
export async function turn(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
  await new Promise((resolve) => setImmediate(resolve));
}
