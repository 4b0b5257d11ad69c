import type { ChannelPromise } from './channel-future.ts';
import type { ChannelHandlerContext } from './channel-handler-context.ts';

/** A promise that takes listeners, for a write whose own may be void and fires failures only. Netty's `unvoid()`. */
export function unvoid(ctx: ChannelHandlerContext, promise: ChannelPromise): ChannelPromise {
  if (!promise.isVoid()) {
    return promise;
  }
  return ctx.newPromise().addListener((written) => {
    if (!written.isSuccess()) {
      promise.tryFailure(written.cause);
    }
  });
}
