import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  Bootstrap,
  type BootstrapOptions,
  type ChannelHandler,
  ChannelInitializer,
  DefaultEventLoop,
  type EventLoop,
  InetSocketAddress,
  ServerBootstrap,
  type ServerBootstrapOptions,
  type ServerSocketChannel,
  type SocketChannel,
  type SocketEndpoint,
} from '@watertight/channel';
import { onTestFinished } from 'vitest';

/** A loop that is shut down when the test ends. */
export function openLoop(): DefaultEventLoop {
  const eventLoop = new DefaultEventLoop();
  onTestFinished(() => eventLoop.shutdownGracefully());
  return eventLoop;
}

/** Once all that waits in the loop now has been run. */
export function turnOf(eventLoop: EventLoop): Promise<void> {
  return new Promise((resolve) => eventLoop.execute(resolve));
}

/** A folder that is gone when the test ends. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'watertight-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

/** The path of a Unix socket that the test has for itself. */
export function socketPath(): string {
  return join(temporaryFolder(), 'socket');
}

type ServerOptions = Omit<ServerBootstrapOptions, 'childHandler'> & {
  /** The handlers of a connection. */
  readonly handlers: () => readonly ChannelHandler[];
};

/** Listens on loopback, or on `endpoint`. */
export function listen(
  { handlers, ...options }: ServerOptions,
  endpoint: SocketEndpoint = { host: '127.0.0.1', port: 0 },
): Promise<ServerSocketChannel> {
  const childHandler = new ChannelInitializer(({ pipeline }) => pipeline.addLast(...handlers()));
  return new ServerBootstrap({ ...options, childHandler }).bind(endpoint);
}

/** Connects to a server that {@link listen} has opened. */
export function connect(server: ServerSocketChannel, options: BootstrapOptions): Promise<SocketChannel> {
  return new Bootstrap(options).connect(endpointOf(server));
}

export function endpointOf({ localAddress }: ServerSocketChannel): SocketEndpoint {
  return localAddress instanceof InetSocketAddress
    ? { host: '127.0.0.1', port: localAddress.port }
    : { path: String(localAddress) };
}
