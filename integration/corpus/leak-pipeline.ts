import { EmbeddedChannel } from '@watertight/channel';
import type { HandlerSetup } from './pipeline-case.ts';
import { makeHandler } from './pipeline-handlers.ts';

/** The channel of a recorded leak, and what its handlers do with a message. */
export class LeakPipeline {
  readonly #setups: readonly HandlerSetup[];
  readonly #channel = new EmbeddedChannel();

  /** @param handlers - as recorded: `first:forward`. */
  constructor(handlers: readonly string[]) {
    this.#setups = handlers.map((handler) => {
      const [name = '', type = ''] = handler.split(':');
      return { name, type, params: [] };
    });
    for (const setup of this.#setups) {
      this.#channel.pipeline.addLast(
        setup.name,
        makeHandler(setup, () => undefined, {}),
      );
    }
  }

  /** Takes `message`. Returns whether anything reached the end. */
  writeInbound(message: unknown): boolean {
    return this.#channel.writeInbound(message);
  }

  /** Who handles a message on its way in, in the words of its report. */
  get route(): readonly string[] {
    const last = this.#setups.findIndex(({ type }) => type !== 'forward');
    const handlers = last < 0 ? [...this.#setups, { name: 'TailContext#0' }] : this.#setups.slice(0, last + 1);
    return handlers.map(({ name }) => `'${name}' will handle the message from this point.`);
  }
}

/** A hint of Netty's without the class that its inner classes are in. */
export function withoutOuterClass(hint: string): string {
  return hint.replace("'DefaultChannelPipeline$", "'");
}

/** The hint of the pipeline's head, which Netty gives a message on its way in. */
export const HEAD = "'HeadContext#0' will handle the message from this point.";
