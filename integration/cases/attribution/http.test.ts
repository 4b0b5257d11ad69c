import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Unpooled } from '@watertight/buffer';

const server = createServer(function onRequest({ url }, response) {
  const answer = Unpooled.buffer(64).writeInt(1);
  response.end('answer', () => {
    if (url === '/release') {
      answer.release();
    }
  });
});

beforeAll(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
});

afterAll(async () => {
  server.closeAllConnections();
  server.close();
});

/** The connection is kept and used again: it was opened by the first test. */
async function ask(path: string) {
  const response = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`);
  return response.text();
}

test('gets an answer whose buffer the server releases', async () => {
  expect(await ask('/release')).toBe('answer');
});

test('gets an answer whose buffer the server keeps', async () => {
  expect(await ask('/keep')).toBe('answer');
});

test('gets an answer after that', async () => {
  expect(await ask('/release')).toBe('answer');
});
