import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { answersToTraffic, type ChannelHandler, TrafficCapture } from '@watertight/channel';
import { leakDetector, toReport } from '@watertight/leak-detector';
import { expect, onTestFinished, test } from 'vitest';
import { Command } from '../examples/resp-server/command.ts';
import { CommandHandler } from '../examples/resp-server/command-handler.ts';
import { RespDecoder } from '../examples/resp-server/resp-decoder.ts';
import { RespEncoder } from '../examples/resp-server/resp-encoder.ts';
import { RespServer } from '../examples/resp-server/resp-server.ts';
import { ValueStore } from '../examples/resp-server/value-store.ts';

const CONVERSATION = [
  ['SET fruit apple\r\n', '+OK\r\n'],
  ['DEL fruit\r\n', ':1\r\n'],
  ['GET fruit\r\n', '$-1\r\n'],
] as const;

const ANSWERS = CONVERSATION.map(([, answer]) => answer).join('');

/** The path of what a client has said to the server. */
async function captureClient(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'watertight-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const capture = new TrafficCapture(join(folder, 'capture'));
  const server = await RespServer.listen({ capture });
  const socket = connect(server.port, '127.0.0.1');
  await once(socket, 'connect');
  for (const [request, answer] of CONVERSATION) {
    socket.write(request);
    const [chunk] = await once(socket, 'data');
    expect(String(chunk)).toBe(answer);
  }
  socket.destroy();
  await server.close();
  await capture.close();
  return capture.path;
}

/** The handlers of the server, with `others` before the one that answers. */
function handlersOf(store: ValueStore, ...others: readonly ChannelHandler[]): readonly ChannelHandler[] {
  return [new RespDecoder(1000), new RespEncoder(), ...others, new CommandHandler(store)];
}

test('what a client of the RESP server has said is answered alike when it is replayed', async () => {
  const store = new ValueStore();
  const answers = await answersToTraffic(await captureClient(), () => handlersOf(store));
  store.clear();
  expect([...answers.values()].map(String)).toEqual([ANSWERS]);
});

test('a leak of a handler is found by replaying what a client has said', async () => {
  const path = await captureClient();
  const forgetsDeletions: ChannelHandler = {
    channelRead(ctx, message) {
      if (message instanceof Command && message.text(0) === 'DEL') {
        // Planted: whoever does not hand a command on has to release it.
        return;
      }
      ctx.fireChannelRead(message);
    },
  };
  const scope = leakDetector.openScope('a replay', 'test');
  const store = new ValueStore();
  try {
    await scope.run(() => answersToTraffic(path, () => handlersOf(store, forgetsDeletions)));
    store.clear();
    const routes = scope.open.map((tracker) =>
      toReport(tracker, 'unknown').ownership.flatMap(({ operation, hint }) => (operation === 'touch' ? [hint] : [])),
    );
    expect(routes).toEqual([
      [
        "'RespDecoder#0' will handle the message from this point.",
        "'ChannelHandler#0' will handle the message from this point.",
      ],
    ]);
  } finally {
    scope.close();
  }
});
