import { ReferenceCountUtil, Unpooled } from '@watertight/buffer';
import {
  Bootstrap,
  ChannelInitializer,
  type ChannelPipeline,
  type DefaultEventLoop,
  FixedLengthFrameDecoder,
  InetSocketAddress,
  type QueueMonitorHandler,
  ServerBootstrap,
} from '@watertight/channel';

const ORDER_BYTES = 1024;

/** How long the work on an order takes. */
const WORK_MS = 1;

export interface TakeOrdersOptions {
  readonly eventLoop: DefaultEventLoop;
  readonly monitor: QueueMonitorHandler;
  readonly numOrders: number;
  /** Adds the handler that has `work` done on each order; `work` takes it. */
  addHandler(pipeline: ChannelPipeline, work: (order: unknown) => void): void;
  /** Called when an order has come; so many are done. */
  tell(numReceived: number, numDone: number): void;
}

/** A server gets orders faster than it can work on them. Ends when the last one is done. */
export async function takeOrders(options: TakeOrdersOptions): Promise<void> {
  const { eventLoop, monitor, numOrders, addHandler, tell } = options;
  let [numReceived, numDone] = [0, 0];
  let end = (): void => undefined;
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });

  function work(order: unknown): void {
    const endMs = performance.now() + WORK_MS;
    while (performance.now() < endMs) {
      // A price is found.
    }
    ReferenceCountUtil.release(order);
    numDone += 1;
    if (numDone === numOrders) {
      end();
    }
  }

  const server = await new ServerBootstrap({
    eventLoop,
    childHandler: new ChannelInitializer(({ pipeline }) => {
      pipeline.addLast(monitor, new FixedLengthFrameDecoder(ORDER_BYTES));
      pipeline.addLast({
        channelRead(ctx, order) {
          numReceived += 1;
          ctx.fireChannelRead(order);
          tell(numReceived, numDone);
        },
      });
      addHandler(pipeline, work);
    }),
  }).bind({ host: '127.0.0.1', port: 0 });
  const port = server.localAddress instanceof InetSocketAddress ? server.localAddress.port : 0;
  const client = await new Bootstrap({ eventLoop, handler: {} }).connect({ host: '127.0.0.1', port });
  void client.writeAndFlush(Unpooled.buffer(numOrders * ORDER_BYTES).writeZero(numOrders * ORDER_BYTES));
  await ended;
  await client.close();
  await server.close();
}
