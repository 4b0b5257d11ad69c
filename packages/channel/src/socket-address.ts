import { isIPv6 } from 'node:net';
import { IllegalArgumentError } from '@watertight/buffer';
import type { SocketAddress } from './channel-transport.ts';

/** What sockets are bound and connected to: a port, of this machine where no host is said, or the path of a Unix socket. */
export type SocketEndpoint = { readonly host?: string; readonly port: number } | { readonly path: string };

/** An end of a TCP connection. Java's class of this name. */
export class InetSocketAddress {
  readonly host: string;
  readonly port: number;

  constructor(host: string, port: number) {
    this.host = host;
    this.port = port;
  }

  toString(): string {
    return `${isIPv6(this.host) ? `[${this.host}]` : this.host}:${this.port}`;
  }
}

/** An end of a Unix socket. Netty's class of this name. */
export class DomainSocketAddress {
  readonly path: string;

  constructor(path: string) {
    this.path = path;
  }

  toString(): string {
    return this.path;
  }
}

/** @throws IllegalArgumentError when it is no {@link SocketEndpoint}. */
export function requireEndpoint(address: SocketAddress): SocketEndpoint {
  const { port, path } = address as { port?: unknown; path?: unknown };
  if (typeof port !== 'number' && typeof path !== 'string') {
    throw new IllegalArgumentError(`address: ${String(address)} (expected: { host?, port } or { path })`, 'address');
  }
  return address as SocketEndpoint;
}

/** What messages call the endpoint. */
export function describeEndpoint(endpoint: SocketEndpoint): string {
  return 'path' in endpoint
    ? endpoint.path
    : String(new InetSocketAddress(endpoint.host ?? 'localhost', endpoint.port));
}

/** An end of a connection or a server, in Node's words; undefined where it has no name. */
export function addressOf(hostOrPath: string | undefined, port: number | undefined): SocketAddress | undefined {
  if (hostOrPath === undefined) {
    return undefined;
  }
  return port === undefined ? new DomainSocketAddress(hostOrPath) : new InetSocketAddress(hostOrPath, port);
}
