import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';
import { Unpooled } from '@watertight/buffer';
import { FrameClient } from '../src/frame-client.ts';
import { FrameServer } from '../src/frame-server.ts';

async function put(client: FrameClient, key: string, text: string): Promise<void> {
  using value = Unpooled.copiedBuffer(text);
  await client.put(key, value);
}

async function get(client: FrameClient, key: string): Promise<string | undefined> {
  using value = await client.get(key);
  return value?.toString('utf8');
}

test('a client gets what it has put', async () => {
  await using server = await FrameServer.listen();
  await using client = await FrameClient.connect(server.port);
  await put(client, 'fruit', 'apple');
  expect(await get(client, 'fruit')).toBe('apple');
});

test('a client gets nothing under a key that nobody has used', async () => {
  await using server = await FrameServer.listen();
  await using client = await FrameClient.connect(server.port);
  expect(await get(client, 'fruit')).toBe(undefined);
});

test('a client gets what another one has put', async () => {
  await using server = await FrameServer.listen();
  await using writer = await FrameClient.connect(server.port);
  await using reader = await FrameClient.connect(server.port);
  await put(writer, 'fruit', 'apple');
  expect(await get(reader, 'fruit')).toBe('apple');
});

test('requests that overlap are answered in their order', async () => {
  await using server = await FrameServer.listen();
  await using client = await FrameClient.connect(server.port);
  const answers = await Promise.all([
    put(client, 'fruit', 'apple'),
    get(client, 'fruit'),
    put(client, 'fruit', 'banana'),
    get(client, 'fruit'),
  ]);
  expect(answers).toEqual([undefined, 'apple', undefined, 'banana']);
});

test('a value that needs many packets arrives whole', async () => {
  const text = 'apple '.repeat(100_000);
  await using server = await FrameServer.listen();
  await using client = await FrameClient.connect(server.port);
  await put(client, 'fruit', text);
  expect((await get(client, 'fruit')) === text).toBe(true);
});

test('a client that talks another protocol is disconnected, and the others are not', async () => {
  await using server = await FrameServer.listen();
  await using client = await FrameClient.connect(server.port);
  const stranger = connect(server.port, '127.0.0.1');
  stranger.write('GET / HTTP/1.1\r\n\r\n');
  await once(stranger, 'close');
  await put(client, 'fruit', 'apple');
  expect(await get(client, 'fruit')).toBe('apple');
});

test('a request whose connection breaks is rejected', async () => {
  await using server = createServer((socket) => socket.on('data', () => socket.destroy()));
  await once(server.listen(0, '127.0.0.1'), 'listening');
  await using client = await FrameClient.connect((server.address() as AddressInfo).port);
  await expect(client.get('fruit')).rejects.toMatchObject({
    code: 'FRAME_SERVER_CONNECTION_CLOSED',
    message: 'The connection ended before the answer came.',
  });
});

test('a client that is closed refuses requests', async () => {
  await using server = await FrameServer.listen();
  const client = await FrameClient.connect(server.port);
  await client.close();
  await expect(client.get('fruit')).rejects.toMatchObject({
    code: 'FRAME_SERVER_CONNECTION_CLOSED',
    message: 'The connection is closed; connect again.',
  });
});
