import { logWarning } from './channel-log.ts';
import type { QueueAlarm, TaskQueueAlarm, WriteQueueAlarm } from './queue-alarm.ts';

/** Warnings in one period; the others are counted. */
const WARNINGS_PER_PERIOD = 10;

const PERIOD_MS = 60_000;

/** Turns alarms into warnings, a few a minute, however many queues there are. */
export class QueueWarnings {
  #periodEndMs = Number.NEGATIVE_INFINITY;
  #printed = 0;
  #leftOut = 0;

  add(alarm: QueueAlarm, nowMs: number): void {
    if (nowMs >= this.#periodEndMs) {
      this.#periodEndMs = nowMs + PERIOD_MS;
      this.#printed = 0;
    }
    if (this.#printed === WARNINGS_PER_PERIOD) {
      this.#leftOut += 1;
      return;
    }
    this.#printed += 1;
    const text = alarm.queue === 'tasks' ? textOfTasks(alarm) : textOfWrites(alarm);
    logWarning(this.#leftOut === 0 ? text : `${text} ${this.#leftOut} more warnings of queues were left out.`);
    this.#leftOut = 0;
  }
}

function textOfTasks(alarm: TaskQueueAlarm): string {
  const { name, firstTaskName, firstTaskWaitMs } = alarm.executor;
  if (alarm.state === 'drained') {
    return `The tasks of ${name} have drained: ${alarm.size} wait; ${pastOf(alarm)}.`;
  }
  const first = `The first one, ${firstTaskName}, has waited for ${Math.round(firstTaskWaitMs)} ms.`;
  const advice = 'Tasks come faster than they are run: add fewer, or make each shorter.';
  return `Tasks pile up in ${name}: ${alarm.size} wait; ${pastOf(alarm)}. ${first} ${advice}`;
}

function textOfWrites(alarm: WriteQueueAlarm): string {
  if (alarm.state === 'drained') {
    return `The writes of ${alarm.channel} have drained: ${alarm.size} bytes wait; ${pastOf(alarm)}.`;
  }
  const advice = 'More is written than the peer reads: write only while isWritable(), or close the channel.';
  return `Writes pile up in ${alarm.channel}: ${alarm.size} bytes wait; ${pastOf(alarm)}. ${advice}`;
}

function pastOf({ limit, durationMs }: QueueAlarm): string {
  return `for ${Math.round(durationMs)} ms there were more than ${limit}`;
}
