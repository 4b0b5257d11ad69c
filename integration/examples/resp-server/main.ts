// node integration/examples/resp-server/main.ts [PORT]

import { once } from 'node:events';
import { bufferPools, PooledByteBufAllocator, usedDirectMemory } from '@watertight/buffer';
import { RespServer } from './resp-server.ts';

const server = await RespServer.listen({ port: Number(process.argv[2] ?? 6380) });
console.log(`Try: redis-cli -p ${server.port}`);

await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
const pool = PooledByteBufAllocator.DEFAULT;
console.log(`Connections and values hold ${pool.pinnedDirectMemory()} bytes of the pool.`);
await server.close();
pool.trimCurrentThreadCache();
const buffers = bufferPools().reduce((sum, { count }) => sum + count, 0);
console.log(`Closed: ${buffers} buffers and ${usedDirectMemory()} bytes of direct memory are left.`);
