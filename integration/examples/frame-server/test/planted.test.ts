// Tests that fail. Each `planted:` test passes by its assertions, and leaves a buffer behind that nobody releases.

import { once } from 'node:events';
import { type AddressInfo, connect, type Server } from 'node:net';
import { text } from 'node:stream/consumers';
import { type ByteBuf, Unpooled } from '@watertight/buffer';
import { collectFrames } from '../planted/collect-frames.ts';
import { FrameLog } from '../planted/frame-log.ts';
import { rememberLast } from '../planted/last-values.ts';
import { peekOperation } from '../planted/peek-operation.ts';
import { createUploadServer } from '../planted/upload-server.ts';
import { FrameClient } from '../src/frame-client.ts';
import { FrameDecoder } from '../src/frame-decoder.ts';
import { FrameServer } from '../src/frame-server.ts';
import { encodeRequest } from '../src/message.ts';

/** Returns owned. */
function createRequest(): ByteBuf {
  return encodeRequest({ operation: 'get', key: 'fruit', value: Unpooled.EMPTY_BUFFER });
}

test('planted: frames are forgotten when a later one is refused', () => {
  using decoder = new FrameDecoder(16);
  const good = [0, 0, 0, 2, 104, 105];
  const tooLong = [0, 0, 0, 17];
  expect(() => collectFrames(decoder, Uint8Array.from([...good, ...tooLong]))).toThrow();
});

test('planted: a log retains what it does not keep', () => {
  using request = createRequest();
  const log = new FrameLog();
  log.add(request);
  expect(log.lengths).toEqual([7]);
});

test('planted: a cache keeps a slice for ever', () => {
  using value = Unpooled.copiedBuffer('apple');
  rememberLast('fruit', value);
});

test('planted: a retained slice is lost after one look', () => {
  using request = createRequest();
  expect(peekOperation(request)).toBe(0);
});

test('planted: a client forgets what it got', async () => {
  await using server = await FrameServer.listen();
  await using client = await FrameClient.connect(server.port);
  using value = Unpooled.copiedBuffer('apple');
  await client.put('fruit', value);
  expect(await client.get('fruit')).toBeDefined();
});

describe('a server for all tests', () => {
  let server: Server;

  beforeAll(async () => {
    server = createUploadServer();
    await once(server.listen(0, '127.0.0.1'), 'listening');
  });

  afterAll(() => {
    server.close();
  });

  function upload(bytes: string): Promise<string> {
    const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
    socket.write(bytes);
    return text(socket);
  }

  test('answers an upload', async () => {
    expect(await upload('apple')).toBe('5');
  });

  test('planted: forgets an upload that it does not answer', async () => {
    expect(await upload('\n')).toBe('');
  });

  test('answers an upload after that', async () => {
    expect(await upload('banana')).toBe('6');
  });
});
