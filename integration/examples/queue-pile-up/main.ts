// node integration/examples/queue-pile-up/main.ts [NUMBER OF ORDERS] [NUMBER OF NEWS]

import { subscribe } from 'node:diagnostics_channel';
import { ReferenceCountUtil, usedDirectMemory } from '@watertight/buffer';
import {
  CHANNEL_LOG,
  type ChannelLogEntry,
  DefaultEventExecutorGroup,
  DefaultEventLoop,
  QueueMonitorHandler,
  queueFigures,
} from '@watertight/channel';
import { publishNews } from './publish-news.ts';
import { type TakeOrdersOptions, takeOrders } from './take-orders.ts';

const KIB = 1024;

/** How many times the figures of a scene are told. */
const TIMES_TOLD = 5;

const [numOrders = 1_000, numNews = 400] = process.argv.slice(2).map(Number);

// What would be warnings of the process between the lines of a table is shown below it.
const warnings: string[] = [];
subscribe(CHANNEL_LOG, (entry) => void warnings.push((entry as ChannelLogEntry).message));

const eventLoop = new DefaultEventLoop({ name: 'io' });
const business = new DefaultEventExecutorGroup({ name: 'business' });

await showOrders('Orders, each left to the event loop as a task:', (pipeline, work) =>
  pipeline.addLast({
    channelRead(ctx, order) {
      ctx.channel.eventLoop.execute(
        function priceOrder() {
          work(order);
        },
        () => void ReferenceCountUtil.release(order),
      );
    },
  }),
);
await showOrders('Orders, with a handler that an executor calls:', (pipeline, work) =>
  pipeline.addLast(business, 'orders', { channelRead: (_ctx, order) => work(order) }),
);
await showNews('News, written whether the peer reads or not:', () => true);
await showNews('News, written while the channel is writable:', (channel) => channel.isWritable());

await eventLoop.shutdownGracefully();
await business.shutdownGracefully();
const { pendingTasks, pendingWriteBytes, numChannels } = queueFigures();
console.log(`In the end: ${pendingTasks} tasks, ${pendingWriteBytes} bytes, ${numChannels} channels.`);

async function showOrders(title: string, addHandler: TakeOrdersOptions['addHandler']): Promise<void> {
  console.log(`${title}\n\n${line('received', 'done', 'tasks waiting', 'the first one')}`);
  await takeOrders({
    eventLoop,
    monitor: newMonitor(),
    numOrders,
    addHandler,
    tell(numReceived, numDone) {
      if (numReceived % Math.ceil(numOrders / TIMES_TOLD) === 0) {
        const { pendingTasks: waiting, executors } = queueFigures();
        const busy = executors.find(({ firstTaskName }) => firstTaskName !== undefined);
        console.log(line(numReceived, numDone, waiting, busy?.firstTaskName ?? '-'));
      }
    },
  });
  await showWarnings();
}

async function showNews(title: string, isWanted: Parameters<typeof publishNews>[0]['isWanted']): Promise<void> {
  console.log(`${title}\n\n${line('published', 'KiB waiting', 'channels full', 'KiB reserved')}`);
  await publishNews({
    eventLoop,
    monitor: newMonitor(),
    numNews,
    isWanted,
    tell(numPublished) {
      if (numPublished % Math.ceil(numNews / TIMES_TOLD) === 0) {
        const { pendingWriteBytes: waiting, channels } = queueFigures();
        const numFull = channels.filter(({ isWritable }) => !isWritable).length;
        console.log(line(numPublished, Math.round(waiting / KIB), numFull, Math.round(usedDirectMemory() / KIB)));
      }
    },
  });
  await showWarnings();
}

/** It is more impatient than it would be in production. */
function newMonitor(): QueueMonitorHandler {
  return new QueueMonitorHandler({
    maxPendingTasks: 200,
    maxPendingWriteBytes: 1024 * KIB,
    patienceMs: 100,
    intervalMs: 50,
  });
}

async function showWarnings(): Promise<void> {
  // Tasks that tell of the end of a connection are run before.
  await new Promise<void>((resolve) => eventLoop.execute(resolve));
  const said = warnings.splice(0);
  console.log(['', ...(said.length === 0 ? ['The monitor has nothing to say.'] : said), ''].join('\n'));
}

function line(...cells: readonly (string | number)[]): string {
  return cells.map((cell) => String(cell).padStart(19)).join('');
}
