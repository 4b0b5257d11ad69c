import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';
import { Unpooled } from '@watertight/buffer';

const server = createServer((socket) => {
  socket.on('data', function onData(bytes) {
    const frame = Unpooled.copiedBuffer(bytes);
    if (bytes.toString() === 'release') {
      frame.release();
    }
    socket.end('done');
  });
});

/** What the next tick of the clock calls. */
let onTick: (() => void) | undefined;
let clock: NodeJS.Timeout;

beforeAll(async () => {
  clock = setInterval(function tick() {
    onTick?.();
    onTick = undefined;
  }, 1);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
});

afterAll(() => {
  clearInterval(clock);
  server.close();
});

async function send(request: string): Promise<void> {
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
  socket.write(request);
  await once(socket, 'data');
  await once(socket, 'close');
}

test('a request whose buffer the server releases', () => send('release'));

test('a request whose buffer the server keeps', () => send('keep'));

test('a request after that', () => send('release'));

test('a timer of beforeAll that opens a buffer and keeps it', async () => {
  await new Promise<void>((resolve) => {
    onTick = function openOne() {
      Unpooled.buffer(64);
      resolve();
    };
  });
});

test('a timer of beforeAll that opens nothing', async () => {
  await new Promise<void>((resolve) => {
    onTick = resolve;
  });
});
