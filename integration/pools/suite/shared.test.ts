import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { type ByteBuf, Unpooled } from '@watertight/buffer';

const cache = new Map<string, ByteBuf>();
const received: ByteBuf[] = [];

const server = createServer((socket) => {
  socket.on('data', (bytes) => {
    received.push(Unpooled.buffer(16).writeBytes(bytes));
    socket.end('ok');
  });
});

beforeAll(async () => {
  await once(server.listen(0, '127.0.0.1'), 'listening');
});

afterAll(() => {
  server.close();
});

async function send(text: string): Promise<void> {
  const { port } = server.address() as AddressInfo;
  const socket: Socket = connect(port, '127.0.0.1').resume();
  socket.write(text);
  await once(socket, 'close');
}

test('releases what a server of the file opened', async () => {
  await send('released');
  expect(received.splice(0).map((buffer) => buffer.release())).toEqual([true]);
});

test('takes out of the cache what it put there', () => {
  cache.set('own', Unpooled.buffer(16));
  expect(cache.get('own')?.release()).toBe(true);
});

test('planted: a server of the file opened it', async () => {
  await send('forgotten');
  expect(received.splice(0).map((buffer) => buffer.refCnt)).toEqual([1]);
});

test('opens nothing', () => {
  expect(received).toEqual([]);
});

test('planted: left in the cache of a module', () => {
  cache.set('left', Unpooled.buffer(16));
  expect(cache.get('left')?.refCnt).toBe(1);
});
