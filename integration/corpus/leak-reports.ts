import { Unpooled, UnpooledByteBufAllocator } from '@watertight/buffer';
import { findGarbageCollector, leakDetector, parseLeakLevel } from '@watertight/leak-detector';
import { isObject } from './corpus-case.ts';
import { feedRandom } from './fed-random.ts';
import { LeakLife } from './leak-life.ts';
import { HEAD, LeakPipeline, withoutOuterClass } from './leak-pipeline.ts';
import type { LeakReportsCase, LeakReportsStep, LeakVerdict, NettyReport } from './leak-reports-case.ts';
import {
  EACH_LEAK,
  EVERY_KIND,
  EVERY_RECORD,
  type LeakDeviation,
  NO_HEAD,
  NO_RECORDS_AT_SIMPLE,
  ONE_OF_VIEWS,
} from './leak-reports-deviations.ts';
import { settingsOf } from './leak-settings.ts';

/** A resource of a script's own, as Netty's was. */
class Thing {
  readonly kind = 'thing';
}

const THING = { name: 'Thing', remedy: '' };

const SIZE = 16;

const HEAP = new UnpooledByteBufAllocator({ preferDirect: false });
const DIRECT = UnpooledByteBufAllocator.DEFAULT;

/** How each kind of a recording is made here. What a pool has is memory of its own here, too, and counted alike. */
const KINDS: Readonly<Record<string, () => object>> = {
  pooledDirect: () => DIRECT.directBuffer(SIZE),
  pooledHeap: () => HEAP.heapBuffer(SIZE),
  unpooledDirect: () => DIRECT.directBuffer(SIZE),
  unpooledHeap: () => HEAP.heapBuffer(SIZE),
  compositeHeap: () => HEAP.compositeHeapBuffer(),
  compositeDirect: () => DIRECT.compositeDirectBuffer(),
  UnpooledBuffer: () => Unpooled.buffer(SIZE),
  UnpooledDirectBuffer: () => Unpooled.directBuffer(SIZE),
  UnpooledCompositeBuffer: () => Unpooled.compositeBuffer(),
  wrapped: () => Unpooled.wrappedBuffer(Buffer.alloc(SIZE)),
  copied: () => Unpooled.copiedBuffer(Buffer.alloc(SIZE)),
  copiedText: () => Unpooled.copiedBuffer('a copied text', 'utf8'),
  unpooledUntracked: () => leakDetector.untracked(() => DIRECT.directBuffer(SIZE)),
};

/** What Netty never tracks. */
const NEVER_TRACKED = /^(?:unpooledHeap|UnpooledBuffer|UnpooledCompositeBuffer|wrapped|copied|copiedText)$/;

const collect = findGarbageCollector();

/** Turns that a collection has until all it found is told. */
const TURNS = 20;

/** Replays a case on our detector, drops and collections included; one verdict a step. */
export async function replayLeakReports(recorded: LeakReportsCase): Promise<readonly LeakVerdict[]> {
  if (recorded.steps[0]?.op === 'settings') {
    return [settingsOf(recorded)];
  }
  const replay = new LeakReplay(recorded);
  const verdicts: LeakVerdict[] = [];
  for (const step of recorded.steps) {
    verdicts.push(await replay.next(step));
  }
  await replay.end();
  return verdicts;
}

class LeakReplay {
  readonly #objects = new Map<string, object>();
  readonly #lives = new Map<number, LeakLife>();
  readonly #stop: () => void;
  #unheardOf: string[] = [];
  #deviations = new Set<LeakDeviation>();
  #reportsOfNetty = 0;

  constructor({ config: { systemProperties = {} } }: LeakReportsCase) {
    const setting = (name: string): string | undefined => systemProperties[`io.netty.leakDetection.${name}`];
    leakDetector.setLevel(parseLeakLevel(setting('level') ?? 'simple'));
    leakDetector.setTargetRecords(Number(setting('targetRecords') ?? 4));
    leakDetector.setSamplingInterval(Number(setting('samplingInterval') ?? 128));
    this.#stop = leakDetector.addLeakListener((report) => {
      const life = this.#lives.get(report.id);
      if (life === undefined) {
        this.#unheardOf.push(`heard of ${report.resourceType} #${report.id}, which is not tracked`);
      }
      life?.heard.push(report);
    });
  }

  async next(step: LeakReportsStep): Promise<LeakVerdict> {
    this.#deviations = new Set();
    feedRandom(step.op === 'look' || step.op === 'record' ? [] : (step.random ?? []));
    const differences = step.op === 'gc' ? await this.#collect() : this.#call(step);
    return { deviations: this.#deviations, differences };
  }

  /** What is still held is of no interest any more. */
  async end(): Promise<void> {
    this.#objects.clear();
    await this.#collect();
    this.#stop();
  }

  #call(step: LeakReportsStep): readonly string[] {
    switch (step.op) {
      case 'alloc':
        return this.#make(step, KINDS[String(step.args[0])]?.());
      case 'track':
        return this.#track(step);
      case 'leakMany':
        return this.#leakMany(step);
      case 'drop':
      case 'closeOver':
        return this.#drop(String(step.target));
      case 'open':
        this.#objects.set(String(step.target), new LeakPipeline(step.args.map(String)));
        return [];
      case 'setLevel':
        leakDetector.setLevel(parseLeakLevel(String(step.args[0])));
        return [];
      case 'look':
        return this.#look(step);
      default:
        return this.#use(step);
    }
  }

  #make({ args: [kind], result }: LeakReportsStep, made: object | undefined): readonly string[] {
    const name = isObject(result) ? String(result.ref) : '';
    if (made === undefined) {
      return [`${String(kind)}: not known here`];
    }
    this.#objects.set(name, made);
    const isTracked = this.#liveAs(name, made) !== undefined;
    const isNettys = isObject(result) && /LeakAware/.test(result.class ?? '');
    if (isTracked && !isNettys && NEVER_TRACKED.test(String(kind))) {
      this.#deviations.add(EVERY_KIND);
      return [];
    }
    return isTracked === isNettys ? [] : [`tracked: Netty ${isNettys}, ours ${isTracked}`];
  }

  #track({ result }: LeakReportsStep): readonly string[] {
    const name = isObject(result) ? String(result.ref) : '';
    const thing = new Thing();
    leakDetector.track(thing, THING, 'a thing');
    this.#objects.set(name, thing);
    const isTracked = this.#liveAs(name, thing) !== undefined;
    return isTracked === (result !== null) ? [] : [`tracked: Netty ${result !== null}, ours ${isTracked}`];
  }

  #liveAs(name: string, made: object): LeakLife | undefined {
    const tracker = leakDetector.trackerOf(made);
    if (tracker === undefined) {
      return undefined;
    }
    const life = this.#lives.get(tracker.id) ?? new LeakLife(tracker);
    this.#lives.set(tracker.id, life);
    life.names.add(name);
    return life;
  }

  #leakMany({ args: [kind, count], result }: LeakReportsStep): readonly string[] {
    const tracked: number[] = [];
    for (let index = 0; index < Number(count); index += 1) {
      const tracker = leakDetector.trackerOf(KINDS[String(kind)]?.() ?? {});
      if (tracker !== undefined) {
        tracked.push(index);
        this.#lives.set(tracker.id, new LeakLife(tracker));
      }
    }
    const wanted = JSON.stringify(Reflect.get(Object(result), 'tracked'));
    return JSON.stringify(tracked) === wanted ? [] : [`tracked: Netty ${wanted}, ours ${JSON.stringify(tracked)}`];
  }

  #drop(name: string): readonly string[] {
    const dropped = this.#objects.get(name);
    this.#objects.delete(name);
    const tracker = dropped && leakDetector.trackerOf(dropped);
    if (tracker !== undefined) {
      this.#lives.get(tracker.id)?.names.delete(name);
    }
    return [];
  }

  #use(step: LeakReportsStep): readonly string[] {
    const object = this.#objects.get(String(step.target)) ?? {};
    const life = this.#lives.get(leakDetector.trackerOf(object)?.id ?? -1);
    if (object instanceof Thing) {
      return this.#useThing(step, life);
    }
    if (object instanceof LeakPipeline) {
      return this.#writeInbound(step, object);
    }
    const before: unknown = Reflect.get(object, 'refCnt');
    try {
      const made: unknown = Reflect.apply(Reflect.get(object, step.op), object, argumentsOf(step));
      if (isObject(step.result) && typeof made === 'object' && made !== null) {
        this.#objects.set(String(step.result.ref), made);
        life?.names.add(String(step.result.ref));
      }
      if (life?.tracker.remembers === 'everything') {
        life.note(step);
      }
    } catch (error) {
      return step.error === undefined ? [`error: Netty none, ours ${String(error)}`] : [];
    }
    return step.error === undefined ? this.#compareCount(step, object, before) : [`error: Netty's, ours none`];
  }

  #useThing(step: LeakReportsStep, life: LeakLife | undefined): readonly string[] {
    if (step.op === 'record') {
      const [hint] = step.args;
      life?.tracker.touch(typeof hint === 'string' ? hint : undefined);
      if (life?.tracker.remembers === 'everything') {
        life.note(step);
      }
      return [];
    }
    const wasOpen = life?.tracker.state === 'open';
    life?.tracker.close();
    return wasOpen === step.result ? [] : [`closed: Netty ${String(step.result)}, ours ${wasOpen}`];
  }

  #writeInbound(step: LeakReportsStep, channel: LeakPipeline): readonly string[] {
    const [argument] = step.args;
    const message = this.#objects.get(isObject(argument) ? String(argument.ref) : '') ?? {};
    const life = this.#lives.get(leakDetector.trackerOf(message)?.id ?? -1);
    if (life?.tracker.remembers === 'everything') {
      life.noteRoute(channel);
    }
    let came: unknown;
    try {
      came = channel.writeInbound(message);
    } catch (error) {
      came = step.error === undefined ? `threw ${String(error)}` : step.result;
    }
    return came === step.result
      ? this.#compareCount(step, message, undefined)
      : [`writeInbound: Netty ${String(step.result)}, ours ${String(came)}`];
  }

  #compareCount({ refCnt, op }: LeakReportsStep, object: object, before: unknown): readonly string[] {
    const ours: unknown = Reflect.get(object, 'refCnt');
    if (refCnt === undefined || refCnt === ours) {
      return [];
    }
    return [`refCnt after ${op}: Netty ${refCnt}, ours ${String(ours)} (before: ${String(before)})`];
  }

  async #collect(): Promise<readonly string[]> {
    // What a job has looked at lives until it ends; what our stacks hold, until they are formatted.
    for (let turn = 0; turn < TURNS; turn += 1) {
      await new Promise((resolve) => setTimeout(resolve, 1));
      if (turn % 4 === 1) {
        collect?.();
      }
      if (turn > 1 && this.#lost.every(({ heard }) => heard.length > 0)) {
        break;
      }
    }
    return this.#unheardOf.splice(0);
  }

  get #lost(): readonly LeakLife[] {
    return [...this.#lives.values()].filter(({ isLost }) => isLost);
  }

  #look({ reports = [] }: LeakReportsStep): readonly string[] {
    const lost = this.#lost;
    this.#reportsOfNetty += reports.length;
    if (reports.some(isOfView)) {
      this.#deviations.add(ONE_OF_VIEWS);
      this.#reportsOfNetty -= reports.filter(isOfView).length;
    }
    if (this.#reportsOfNetty < lost.length) {
      this.#deviations.add(EACH_LEAK);
    }
    if (reports.some(({ records }) => records.some(({ hint }) => hint !== null && withoutOuterClass(hint) === HEAD))) {
      this.#deviations.add(NO_HEAD);
    }
    if (reports.some(({ duplicates, discarded }) => duplicates + discarded > 0)) {
      this.#deviations.add(EVERY_RECORD);
    }
    return [
      ...(this.#reportsOfNetty > lost.length ? [`lost: Netty ${this.#reportsOfNetty}, ours ${lost.length}`] : []),
      ...lost.flatMap(({ tracker, differsFromReport }) =>
        differsFromReport === undefined ? [] : [`${tracker.type.name} #${tracker.id}: ${differsFromReport}`],
      ),
      ...[...this.#lives.values()]
        .filter(({ heard, isLost }) => heard.length > 0 && !isLost)
        .map(({ tracker }) => `${tracker.type.name} #${tracker.id} is reported, but not lost`),
      ...reports
        .filter(
          (report) => !isOfView(report) && !lost.some((life) => life.isToldBy(report)) && !this.#isOfSimple(report),
        )
        .map((report) => `no report of ours says what Netty's does: ${JSON.stringify(report.records)}`),
    ];
  }

  #isOfSimple({ resource }: NettyReport): boolean {
    const isOf = resource.endsWith('$Thing') && this.#lost.some(({ tracker }) => tracker.remembers !== 'everything');
    if (isOf) {
      this.#deviations.add(NO_RECORDS_AT_SIMPLE);
    }
    return isOf;
  }
}

/** Whether it is of what a pooled buffer has retained as a slice or a duplicate. */
function isOfView({ records }: NettyReport): boolean {
  return records.at(-1)?.top.endsWith('.unwrappedDerived') === true;
}

function argumentsOf({ op, args }: LeakReportsStep): readonly unknown[] {
  return args.map((value) => (op === 'writeLong' ? BigInt(String(value)) : value));
}
