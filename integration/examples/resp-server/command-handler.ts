import { type ChannelHandlerContext, SimpleChannelInboundHandler } from '@watertight/channel';
import { Command } from './command.ts';
import { type Client, error, execute } from './commands.ts';
import { ProtocolError } from './errors.ts';
import type { Reply } from './resp-encoder.ts';
import type { ValueStore } from './value-store.ts';

let connections = 0;

/**
 * Answers the commands of one connection. What was read together is answered together, by one flush; and a client that
 * does not read its answers is not listened to until it has.
 */
export class CommandHandler extends SimpleChannelInboundHandler<Command> {
  readonly #store: ValueStore;
  #client: Client | undefined;
  #isEnding = false;

  /** Borrows `store`. */
  constructor(store: ValueStore) {
    super(Command);
    this.#store = store;
  }

  handlerAdded(ctx: ChannelHandlerContext): void {
    connections += 1;
    const promise = ctx.voidPromise();
    this.#client = {
      id: connections,
      name: '',
      store: this.#store,
      alloc: ctx.alloc,
      reply: (reply) => void ctx.write(reply, promise),
    };
  }

  /** Borrows `command`: what of it is to live on is retained, or copied. */
  protected override channelRead0(ctx: ChannelHandlerContext, command: Command): void {
    if (this.#isEnding || this.#client === undefined) {
      return;
    }
    if (command.text(0).toUpperCase() === 'QUIT') {
      this.#end(ctx, '+OK');
    } else {
      execute(this.#client, command);
    }
  }

  override channelReadComplete(ctx: ChannelHandlerContext): void {
    ctx.flush();
  }

  override channelWritabilityChanged(ctx: ChannelHandlerContext): void {
    ctx.channel.config.autoRead = ctx.channel.isWritable();
  }

  override exceptionCaught(ctx: ChannelHandlerContext, cause: unknown): void {
    if (cause instanceof ProtocolError) {
      this.#end(ctx, error(`ERR Protocol error: ${cause.message}`));
    } else {
      // The peer is gone, or there is no memory for its answers.
      ctx.close();
    }
  }

  /** Hangs up, once the last answer has left. */
  #end(ctx: ChannelHandlerContext, lastReply: Reply): void {
    if (!this.#isEnding) {
      this.#isEnding = true;
      ctx.writeAndFlush(lastReply).addListener(() => ctx.close());
    }
  }
}
