import { connect as connectSocket, type IpcNetConnectOpts, type Socket, type TcpNetConnectOpts } from 'node:net';
import { type ConnectionOptions, connect as connectTls, TLSSocket } from 'node:tls';
import { type ByteBuf, Unpooled, UnsupportedOperationError } from '@watertight/buffer';
import type { Channel } from './channel.ts';
import type { ChannelOptions } from './channel-config.ts';
import { ChannelInputShutdownEvent } from './channel-input-shutdown-event.ts';
import type { ChannelOutboundBuffer } from './channel-outbound-buffer.ts';
import type { ChannelTransport, SocketAddress } from './channel-transport.ts';
import { limitConnect } from './connect-timeout.ts';
import { ClosedChannelError, IllegalStateError } from './errors.ts';
import { addressOf, DomainSocketAddress, describeEndpoint, requireEndpoint } from './socket-address.ts';
import { requireByteBuf, SocketWriter } from './socket-writer.ts';

export interface SocketOptions extends ChannelOptions {
  /** Whether the channel stays open, to be written, when the peer has ended its side. */
  readonly allowHalfClosure?: boolean;
  /** Whether small writes leave at once; true by default, as in Netty. */
  readonly noDelay?: boolean;
  /** Whether the system asks now and then if a silent peer is still there. */
  readonly keepAlive?: boolean;
  /** 30 seconds by default; 0 is no limit but the system's. */
  readonly connectTimeoutMs?: number;
}

/** How long a connection over TLS may take to say goodbye, as Netty's `SslHandler` has it. */
const GOODBYE_MS = 3000;

const READ_BYTES = 64 * 1024;

/**
 * What sockets read into before it is copied into a buffer of just that size. One for all: between the system's read and
 * our callback nothing else runs, but on Windows, which reads into it while everything else goes on.
 */
const SHARED = process.platform === 'win32' ? undefined : Buffer.allocUnsafeSlow(READ_BYTES);

/** Whether memory is given back faster than the collector would: in Node 20, it takes a detour. */
const FREES_READS = 'transfer' in ArrayBuffer.prototype;

/** The connection of two sockets: TCP, Unix or TLS, over `node:net` and `node:tls`. */
export class SocketTransport implements ChannelTransport {
  localAddress: SocketAddress | undefined;
  remoteAddress: SocketAddress | undefined;
  readonly #options: SocketOptions;
  readonly #tls: ConnectionOptions | undefined;
  #state: 'open' | 'connected' | 'closed' = 'open';
  #channel: Channel | undefined;
  #socket: Socket | undefined;
  #writer: SocketWriter | undefined;
  #closed: Promise<void> | undefined;
  #isReadWanted = false;
  /** Ends the connect that is under way. */
  #refuse: ((cause: unknown) => void) | undefined;

  /** With a socket that a server has accepted; without one, `connect` makes it. */
  constructor(options: SocketOptions, tls?: ConnectionOptions, accepted?: Socket) {
    this.#options = options;
    this.#tls = tls;
    this.#socket = accepted;
    // An error that comes before the channel is registered ends the socket, not the process.
    accepted?.on('error', () => undefined);
  }

  isOpen(): boolean {
    return this.#state !== 'closed';
  }

  isActive(): boolean {
    return this.#state === 'connected';
  }

  isInputShutdown(): boolean {
    return this.#socket?.readableEnded ?? false;
  }

  isOutputShutdown(): boolean {
    return this.#socket?.writableEnded ?? false;
  }

  register(channel: Channel): void {
    this.#channel = channel;
    const socket = this.#socket;
    if (socket !== undefined) {
      this.#listen(channel, socket);
      this.#connected(channel, socket);
    }
  }

  /** A client says with {@link connect} where it connects from. */
  bind(): never {
    throw new UnsupportedOperationError('bind: a socket is bound by connect(remoteAddress, localAddress).');
  }

  connect(remoteAddress: SocketAddress, localAddress: SocketAddress | undefined): Promise<void> {
    const endpoint = requireEndpoint(remoteAddress);
    const local = localAddress === undefined ? undefined : requireEndpoint(localAddress);
    const channel = this.#requireUnconnected();
    this.remoteAddress = 'path' in endpoint ? new DomainSocketAddress(endpoint.path) : undefined;
    const options = {
      ...endpoint,
      ...(local !== undefined && 'port' in local && { localAddress: local.host, localPort: local.port }),
      allowHalfOpen: true,
    };
    const socket = this.#tls === undefined ? this.#open(channel, options) : connectTls({ ...this.#tls, ...options });
    this.#listen(channel, socket);
    const timeout = limitConnect(channel, this.#options.connectTimeoutMs, describeEndpoint(endpoint), (cause) =>
      socket.destroy(cause),
    );
    return new Promise((resolve, reject) => {
      this.#refuse = (cause) => {
        timeout?.cancel();
        this.#refuse = undefined;
        this.#state = 'closed';
        reject(cause);
      };
      socket.once(this.#tls === undefined ? 'connect' : 'secureConnect', () => {
        timeout?.cancel();
        this.#refuse = undefined;
        this.#connected(channel, socket);
        resolve();
      });
    });
  }

  disconnect(): void {
    // What a connection is to a socket, its channel is to it: neither outlives the other.
    this.#channel?.unsafe.close(this.#channel.newPromise());
  }

  close(): void | Promise<void> {
    const wasConnected = this.isActive();
    const socket = this.#socket;
    this.#state = 'closed';
    this.#refuse?.(new ClosedChannelError(String(this.#channel)));
    if (socket === undefined) {
      return;
    }
    if (wasConnected && socket instanceof TLSSocket) {
      sayGoodbye(socket);
    } else {
      socket.destroy();
    }
    return this.#closed;
  }

  shutdownOutput(): void {
    this.#socket?.end();
  }

  beginRead(): void {
    this.#isReadWanted = true;
    if (this.#socket?.isPaused()) {
      this.#socket.resume();
    }
  }

  stopRead(): void {
    this.#isReadWanted = false;
    this.#socket?.pause();
  }

  filterOutboundMessage(message: unknown): ByteBuf {
    return requireByteBuf(message);
  }

  write(buffer: ChannelOutboundBuffer): void {
    this.#writer?.write(buffer);
  }

  #requireUnconnected(): Channel {
    if (this.#channel === undefined || this.#socket !== undefined) {
      throw new IllegalStateError(
        `connected already, or not registered yet: ${this.#channel}. Connect each channel once.`,
      );
    }
    return this.#channel;
  }

  /** Over TLS, this would read without being asked: Node goes on there with what it has decrypted. */
  #open(channel: Channel, options: TcpNetConnectOpts | IpcNetConnectOpts): Socket {
    return connectSocket({
      ...options,
      onread: {
        buffer: SHARED ?? Buffer.allocUnsafeSlow(READ_BYTES),
        callback: (lengthBytes, bytes) => this.#readCopy(channel, bytes.subarray(0, lengthBytes)),
      },
    });
  }

  #listen(channel: Channel, socket: Socket): void {
    this.#socket = socket;
    // Until the channel is active and asks for it, nothing is read.
    socket.pause();
    // A socket that reads into our memory has no such event.
    socket.on('data', (bytes: Buffer) => this.#readBytes(channel, bytes));
    socket.on('end', () => this.#ended(channel));
    socket.on('error', (error) => this.#failed(channel, error));
    // By then the last write has been called back for, as it has not when the socket calls itself closed.
    this.#closed = new Promise((resolve) => {
      socket.on('close', () => {
        resolve();
        this.#refuse?.(new ClosedChannelError(String(channel)));
        channel.unsafe.close(channel.newPromise());
      });
    });
  }

  #connected(channel: Channel, socket: Socket): void {
    socket.setNoDelay(this.#options.noDelay ?? true);
    socket.setKeepAlive(this.#options.keepAlive ?? false);
    this.localAddress = addressOf(socket.localAddress, socket.localPort);
    this.remoteAddress ??= addressOf(socket.remoteAddress, socket.remotePort);
    this.#writer = new SocketWriter(channel, socket);
    this.#state = 'connected';
  }

  /** Takes memory that a socket has read into and gives away: Node makes it anew for each read. */
  #readBytes(channel: Channel, bytes: Buffer): void {
    const doFree = FREES_READS && bytes.length === bytes.buffer.byteLength;
    this.#fire(channel, Unpooled.wrappedBuffer(bytes, { doFree }));
  }

  /** Borrows `bytes`. Returns whether the socket is to go on by itself; it is told otherwise when it is not. */
  #readCopy(channel: Channel, bytes: Uint8Array): true {
    let copy: ByteBuf | undefined;
    try {
      copy = channel.alloc.ioBuffer(bytes.length);
      copy.writeBytes(bytes);
    } catch (error) {
      // The bytes are lost, and what comes after them means nothing.
      copy?.release();
      channel.pipeline.fireChannelReadComplete();
      this.#failed(channel, error);
      return true;
    }
    this.#fire(channel, copy);
    return true;
  }

  #fire(channel: Channel, message: ByteBuf): void {
    this.#isReadWanted = false;
    channel.pipeline.fireChannelRead(message);
    channel.pipeline.fireChannelReadComplete();
    if (!this.#isReadWanted) {
      this.#socket?.pause();
    }
  }

  #ended(channel: Channel): void {
    if (this.#options.allowHalfClosure) {
      channel.pipeline.fireUserEventTriggered(ChannelInputShutdownEvent);
    } else {
      channel.unsafe.close(channel.newPromise());
    }
  }

  #failed(channel: Channel, error: unknown): void {
    if (this.#refuse !== undefined) {
      this.#refuse(error);
    } else if (this.isOpen()) {
      channel.pipeline.fireExceptionCaught(error);
      channel.unsafe.close(channel.newPromise(), new ClosedChannelError(String(channel), { cause: error }));
    }
  }
}

/** Ends a connection over TLS in a way that the peer can tell from one that was cut off, if it does not take too long. */
function sayGoodbye(socket: TLSSocket): void {
  const timer = setTimeout(() => socket.destroy(), GOODBYE_MS);
  socket.once('close', () => clearTimeout(timer));
  socket.destroySoon();
}
