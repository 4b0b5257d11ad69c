import { Channel, EmbeddedChannel } from '@watertight/channel';
import { expect, test } from 'vitest';
import { Unconnected } from './unconnected.ts';

test('what no subscriber takes over is a warning of the process', async () => {
  const warning = new Promise<Error>((resolve) => {
    const listeners = process.listeners('warning');
    process.removeAllListeners('warning');
    process.once('warning', (caught) => {
      for (const listener of listeners) {
        process.on('warning', listener);
      }
      resolve(caught);
    });
  });
  new Channel(new Unconnected()).pipeline.fireExceptionCaught('odd');
  const { name, message, ...rest } = await warning;
  expect([name, message, rest]).toEqual([
    'ChannelWarning',
    'An exceptionCaught() event was fired, and it reached at the tail of the pipeline. It usually means the last handler in the pipeline did not handle the exception.',
    { code: 'WATERTIGHT_CHANNEL', detail: "'odd'" },
  ]);
});

test('what nobody looks for is not logged', () => {
  const message = {
    toString() {
      throw new Error('described for nobody');
    },
  };
  const channel = new Channel(new Unconnected());
  channel.pipeline.fireChannelRead(message);
  expect(new EmbeddedChannel().finish()).toBe(false);
});
