import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { Unpooled } from '@watertight/buffer';

const clients: Socket[] = [];

/** Opens a buffer when both of its clients are there, and answers them then. */
const server = createServer(function onConnection(socket) {
  clients.push(socket);
  if (clients.length === 2) {
    Unpooled.buffer(64);
    for (const client of clients) {
      client.end('done');
    }
  }
});

beforeAll(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
});

afterAll(() => {
  server.close();
});

async function ask() {
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1').resume();
  await once(socket, 'close');
}

test.concurrent('A asks', ask);

test.concurrent('B asks', ask);

test('asks nothing', () => {});
