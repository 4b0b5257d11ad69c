import {
  Bootstrap,
  type BootstrapOptions,
  type Channel,
  type ChannelHandler,
  ChannelInitializer,
  type DefaultEventLoop,
  LocalAddress,
  type LocalChannel,
  type LocalServerChannel,
  ServerBootstrap,
  type ServerBootstrapOptions,
} from '@watertight/channel';
import { RELEASE } from './events.ts';
import { openLoop, turnOf } from './sockets.ts';

/** Reads what it is asked to. */
export const PAUSED = { autoRead: false };

/** Two sides of a connection. */
interface Pair {
  readonly client: LocalChannel;
  /** The server's side of the connection. */
  readonly served: Channel;
  readonly server: LocalServerChannel;
}

interface PairOptions extends Pick<ServerBootstrapOptions, 'childOptions'>, Pick<BootstrapOptions, 'options'> {
  readonly client?: ChannelHandler;
  readonly served?: ChannelHandler;
  readonly loops?: readonly [DefaultEventLoop, DefaultEventLoop];
}

/** Two channels that are connected, with a handler each that releases what it reads unless it is told otherwise. */
export async function pairOf({
  client = RELEASE,
  served = RELEASE,
  loops,
  options,
  childOptions,
}: PairOptions): Promise<Pair> {
  const [eventLoop, other] = loops ?? [openLoop(), undefined];
  const accepted: Channel[] = [];
  const server = await new ServerBootstrap({
    eventLoop: other ?? eventLoop,
    childHandler: new ChannelInitializer((channel) => {
      accepted.push(channel);
      channel.pipeline.addLast(served);
    }),
    ...(childOptions && { childOptions }),
  }).bind(LocalAddress.ANY);
  const bootstrap = new Bootstrap({ eventLoop, handler: client, ...(options && { options }) });
  const channel = await bootstrap.connect(addressOf(server));
  const [first] = accepted;
  if (first === undefined) {
    throw new Error('nobody was accepted');
  }
  // By then it is active for its handlers, too.
  await turnOf(eventLoop);
  return { client: channel, served: first, server };
}

/** Where a server of {@link pairOf} can be found. */
export function addressOf({ localAddress }: Channel): LocalAddress {
  if (!(localAddress instanceof LocalAddress)) {
    throw new TypeError(`no LocalAddress: ${localAddress}`);
  }
  return localAddress;
}
