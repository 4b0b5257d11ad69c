import {
  Bootstrap,
  Channel,
  type ChannelHandler,
  type DefaultEventLoop,
  LocalAddress,
  LocalServerChannel,
  ServerBootstrap,
} from '@watertight/channel';
import { expect, test } from 'vitest';
import { RELEASE } from './events.ts';
import { addressOf, PAUSED } from './local-pair.ts';
import { outcome, said } from './outcome.ts';
import { openLoop, turnOf } from './sockets.ts';

const bind = (eventLoop: DefaultEventLoop, address: LocalAddress, rest = {}) =>
  new ServerBootstrap({ eventLoop, childHandler: RELEASE, ...rest }).bind(address);

const connect = (eventLoop: DefaultEventLoop, address: LocalAddress, rest = {}) =>
  new Bootstrap({ eventLoop, handler: { ...RELEASE }, ...rest }).connect(address);

test('an address is a name, whatever the case of its letters', () => {
  expect([String(new LocalAddress(' Echo ')), outcome(() => new LocalAddress(' '))]).toEqual([
    'local:echo',
    'WATERTIGHT_ILLEGAL_ARGUMENT: empty id (expected: a name)',
  ]);
});

test('an address belongs to one channel, until that is closed', async () => {
  const eventLoop = openLoop();
  const address = new LocalAddress('taken');
  const server = await bind(eventLoop, address);
  const error = await bind(eventLoop, new LocalAddress('TAKEN')).catch(said);
  expect(error).toBe(
    `WATERTIGHT_ADDRESS_IN_USE: address already in use by: ${server}. Close that channel, or take another address than local:taken.`,
  );
  await server.close();
  const next = await bind(eventLoop, address);
  expect([String(next.localAddress), eventLoop.channels.size]).toEqual(['local:taken', 1]);
});

test('the address of a client may be its own choice', async () => {
  const eventLoop = openLoop();
  const server = await bind(eventLoop, LocalAddress.ANY);
  const bootstrap = new Bootstrap({ eventLoop, handler: RELEASE });
  const [remote, local] = [addressOf(server), new LocalAddress('me')];
  const client = await bootstrap.connect(remote, local);
  expect([client.localAddress, client.remoteAddress]).toEqual([local, remote]);
  expect(await bootstrap.connect(remote, local).catch(({ code }) => code)).toBe('WATERTIGHT_ADDRESS_IN_USE');
  expect(await bootstrap.connect(local).catch(({ code }) => code)).toBe('WATERTIGHT_CONNECTION_REFUSED');
  await client.close();
  expect((await bootstrap.connect(remote, local)).localAddress).toBe(local);
});

test('an address that nobody has is refused', async () => {
  const eventLoop = openLoop();
  expect([await connect(eventLoop, new LocalAddress('nowhere')).catch(said), eventLoop.channels.size]).toEqual([
    'WATERTIGHT_CONNECTION_REFUSED: connection refused: local:nowhere. Bind a server to this address first, which accepts the connection.',
    0,
  ]);
});

test('an address whose server does not accept is given up in time', async () => {
  const eventLoop = openLoop();
  const server = await bind(eventLoop, LocalAddress.ANY, { options: PAUSED });
  const connecting = connect(eventLoop, addressOf(server), { options: { connectTimeoutMs: 10 } });
  expect(await connecting.catch(said)).toBe(
    `WATERTIGHT_CONNECT_TIMEOUT: connection timed out after 10 ms: ${server.localAddress}. The option connectTimeoutMs allows for more.`,
  );
  server.read();
  await turnOf(eventLoop);
  expect(eventLoop.channels.size).toBe(1);
});

test('a time that makes no sense is refused', async () => {
  const eventLoop = openLoop();
  const server = await bind(eventLoop, LocalAddress.ANY);
  const connecting = connect(eventLoop, addressOf(server), { options: { connectTimeoutMs: -1 } });
  expect(await connecting.catch(said)).toBe('WATERTIGHT_ILLEGAL_ARGUMENT: delayMs : -1 (expected: 0~2147483647)');
  expect(eventLoop.channels.size).toBe(1);
});

test('an address whose server closes, or hangs up before it has accepted, is refused', async () => {
  const eventLoop = openLoop();
  const closing = await bind(eventLoop, LocalAddress.ANY, { options: PAUSED });
  const waiting = connect(eventLoop, addressOf(closing)).catch(({ code }) => code);
  await turnOf(eventLoop);
  await closing.close();
  const handler: ChannelHandler = {
    channelRead: (_ctx, child) => void (child instanceof Channel && child.unsafe.close(child.newPromise())),
  };
  const strict = await bind(eventLoop, LocalAddress.ANY, { handler });
  const refused = connect(eventLoop, addressOf(strict)).catch(({ code }) => code);
  expect([await waiting, await refused]).toEqual(['WATERTIGHT_CONNECTION_REFUSED', 'WATERTIGHT_CONNECTION_REFUSED']);
});

test('an address knows no TLS, and is no port', async () => {
  const eventLoop = openLoop();
  const refusal = 'WATERTIGHT_ILLEGAL_ARGUMENT: tls: given (expected: none for a LocalAddress, where no byte is sent)';
  const address = new LocalAddress('plain');
  expect(await bind(eventLoop, address, { tls: {} }).catch(said)).toBe(refusal);
  expect(await connect(eventLoop, address, { tls: {} }).catch(said)).toBe(refusal);
  const server = new LocalServerChannel();
  await eventLoop.register(server);
  expect(said(server.bind({ port: 80 }).cause)).toBe(
    'WATERTIGHT_ILLEGAL_ARGUMENT: address: [object Object] (expected: a LocalAddress)',
  );
});
