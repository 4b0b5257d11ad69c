import { EventEmitter, once } from 'node:events';
import { readFile } from 'node:fs';
import { createServer, type IncomingMessage, get as request } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Unpooled } from '@watertight/buffer';

const server = createServer((_, response) => void response.end('answer'));

beforeAll(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
});

afterAll(() => {
  server.close();
});

const turn = () => new Promise((resolve) => setImmediate(resolve));

/** Ways to call a function from somewhere else than the test's own body. */
const WAYS: Readonly<Record<string, (fn: () => void) => Promise<unknown>>> = {
  'a timer': (fn) => new Promise((resolve) => setTimeout(resolve, 1)).then(fn),
  async 'an interval'(fn) {
    const emitter = new EventEmitter();
    const interval = setInterval(() => emitter.emit('tick'), 1);
    await once(emitter, 'tick');
    emitter.once('tick', fn);
    await once(emitter, 'tick');
    clearInterval(interval);
  },
  async 'a microtask'(fn) {
    await turn();
    queueMicrotask(fn);
    await turn();
  },
  async 'an emitter'(fn) {
    const emitter = new EventEmitter().on('frame', fn);
    await turn();
    process.nextTick(() => emitter.emit('frame'));
    await turn();
  },
  async 'a stream'(fn) {
    const transform = (chunk: unknown, _: unknown, done: (error: null, chunk: unknown) => void) => {
      fn();
      setImmediate(done, null, chunk);
    };
    await pipeline(Readable.from(['frame']), new Transform({ objectMode: true, transform }).resume());
  },
  'one of several promises': (fn) => Promise.all([turn(), turn().then(turn).then(fn), turn().then(turn).then(turn)]),
  'the callback of a file': (fn) =>
    new Promise<void>((resolve) => {
      readFile('package.json', () => {
        fn();
        resolve();
      });
    }),
  async 'an abort signal'(fn) {
    const signal = AbortSignal.timeout(1);
    signal.onabort = () => fn();
    // The signal's own timer keeps nothing running.
    while (!signal.aborted) {
      await turn();
    }
  },
  async 'a socket'(fn) {
    const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
    socket.end('GET / HTTP/1.0\r\n\r\n');
    socket.once('data', fn);
    await once(socket, 'close');
  },
  async 'a response'(fn) {
    const { port } = server.address() as AddressInfo;
    const response = await new Promise<IncomingMessage>((resolve) => request({ port, host: '127.0.0.1' }, resolve));
    response.once('data', fn);
    await once(response, 'end');
  },
};

let last: Promise<unknown> = Promise.resolve();

/** Ends when `work` and all tests that began before have ended, so that reports are numbered alike in every run. */
function inOrder(work: Promise<unknown>): Promise<unknown> {
  last = Promise.all([work, last]);
  return last;
}

for (const [way, callIn] of Object.entries(WAYS)) {
  test.concurrent(`leaks in ${way}`, async () => {
    await inOrder(
      callIn(function open() {
        Unpooled.buffer(64);
      }),
    );
  });

  test.concurrent(`is clean in ${way}`, async () => {
    await inOrder(
      callIn(() => {
        Unpooled.buffer(64).release();
      }),
    );
  });
}
