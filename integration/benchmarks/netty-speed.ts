import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Where Debian's `libnetty-java` lies; `openjdk-17-jdk-headless` runs it. */
const JARS = ['netty-common.jar', 'netty-buffer.jar', 'jctools-core.jar'].map((jar) => join('/usr/share/java', jar));

/** One life of Netty's: see netty/NettyBench.java. */
export interface NettyLife {
  readonly level: 'disabled' | 'simple' | 'advanced' | 'paranoid';
  readonly allocator: 'pooledDirect' | 'pooledHeap' | 'unpooledDirect' | 'unpooledHeap';
  /** Frames of the program on the stack. */
  readonly depth: number;
  /** Calls of `getLong` between `writeLong` and `release`. */
  readonly accesses: number;
}

/** How many such lives a second Netty manages on this machine; nothing where it is not installed. */
export async function nettyLivesPerSecond(life: NettyLife): Promise<number | undefined> {
  if (!JARS.every((jar) => existsSync(jar))) {
    return undefined;
  }
  const { stdout } = await run('java', [
    ...['-Xms1g', '-Xmx1g', '-XX:MaxDirectMemorySize=1g', `-Dio.netty.leakDetection.level=${life.level}`],
    ...['-cp', JARS.join(':'), join(import.meta.dirname, 'netty/NettyBench.java')],
    ...[life.allocator, String(life.depth), String(life.accesses)],
  ]);
  const { buffersPerSecond }: { readonly buffersPerSecond: number } = JSON.parse(stdout);
  return buffersPerSecond;
}
