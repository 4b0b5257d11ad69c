import { connect } from 'node:net';
import {
  type Channel,
  ChannelInitializer,
  type DefaultEventLoop,
  InetSocketAddress,
  type QueueMonitorHandler,
  ServerBootstrap,
} from '@watertight/channel';

const NEWS_BYTES = 64 * 1024;

export interface PublishNewsOptions {
  readonly eventLoop: DefaultEventLoop;
  readonly monitor: QueueMonitorHandler;
  readonly numNews: number;
  /** Whether news is to be written to the channel, or left out. */
  isWanted(channel: Channel): boolean;
  /** Called when news has come up. */
  tell(numPublished: number): void;
}

/** A server has news for a peer that never reads. Ends, and closes the connection, when there is no more. */
export async function publishNews(options: PublishNewsOptions): Promise<void> {
  const { eventLoop, monitor, numNews, isWanted, tell } = options;
  let end: (channel: Channel) => void = () => undefined;
  const ended = new Promise<Channel>((resolve) => {
    end = resolve;
  });

  function publish(channel: Channel, number: number): void {
    if (isWanted(channel)) {
      void channel.writeAndFlush(channel.alloc.buffer(NEWS_BYTES).writeZero(NEWS_BYTES));
    }
    tell(number);
    if (number === numNews) {
      end(channel);
    } else {
      eventLoop.schedule(() => publish(channel, number + 1), 1);
    }
  }

  const server = await new ServerBootstrap({
    eventLoop,
    childHandler: new ChannelInitializer(({ pipeline }) => {
      pipeline.addLast(monitor, { channelActive: ({ channel }) => publish(channel, 1) });
    }),
  }).bind({ host: '127.0.0.1', port: 0 });
  const port = server.localAddress instanceof InetSocketAddress ? server.localAddress.port : 0;
  const peer = connect({ host: '127.0.0.1', port }).pause();
  const channel = await ended;
  await channel.close();
  peer.destroy();
  await server.close();
}
