import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { join } from 'node:path';
import type { EchoFigures } from './echo-server.ts';

/** What clients ask of an echo server. */
export interface EchoLoad {
  /** Of each message, without its header. */
  readonly payloadBytes: number;
  readonly connections: number;
  /** How many messages a connection sends at once, before it waits for all of them to come back. */
  readonly inFlight: number;
  readonly messages: number;
}

/** An echo server in a process of its own. */
export class EchoServer {
  readonly #process: ChildProcess;
  readonly #port: number;

  private constructor(process: ChildProcess, port: number) {
    this.#process = process;
    this.#port = port;
  }

  static async start(kind: 'channel' | 'net'): Promise<EchoServer> {
    const child = fork(join(import.meta.dirname, 'echo-server.ts'), [kind]);
    const [port] = await once(child, 'message');
    return new EchoServer(child, port);
  }

  /** Has messages sent back; returns the seconds it took. The clients only count bytes, so that they are not what is measured. */
  async echo({ payloadBytes, connections, inFlight, messages }: EchoLoad): Promise<number> {
    const frame = Buffer.alloc(4 + payloadBytes);
    frame.writeUInt32BE(payloadBytes, 0);
    const frames = Buffer.concat(Array.from({ length: inFlight }, () => frame));
    const turns = Math.ceil(messages / inFlight / connections);
    const start = process.hrtime.bigint();
    await Promise.all(Array.from({ length: connections }, () => takeTurns(this.#port, frames, turns)));
    return Number(process.hrtime.bigint() - start) / 1e9;
  }

  async figures({ collects = false } = {}): Promise<EchoFigures> {
    this.#process.send(collects);
    const [figures] = await once(this.#process, 'message');
    return figures;
  }

  stop(): void {
    this.#process.disconnect();
  }
}

function takeTurns(port: number, frames: Buffer, turns: number): Promise<void> {
  return new Promise((resolve, reject) => {
    let [left, received] = [turns, 0];
    const onread = {
      buffer: Buffer.allocUnsafeSlow(64 * 1024),
      callback(lengthBytes: number): boolean {
        received += lengthBytes;
        if (received === frames.length) {
          received = 0;
          left -= 1;
          if (left > 0) {
            socket.write(frames);
          } else {
            socket.destroy();
            resolve();
          }
        }
        return true;
      },
    };
    const socket = connect({ port, host: '127.0.0.1', noDelay: true, onread }, () => void socket.write(frames));
    socket.on('error', reject);
  });
}
