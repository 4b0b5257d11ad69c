import { basename } from 'node:path';

/** The part of a runner's JSON report that is read here; Vitest writes it in Jest's format. */
interface RunnerReport {
  readonly testResults: readonly FileResult[];
}

interface FileResult {
  readonly name: string;
  readonly status: string;
  readonly assertionResults: readonly TestResult[];
}

interface TestResult {
  readonly title: string;
  readonly status: string;
  readonly failureMessages: readonly string[];
}

/** What one runner made of the demo. */
export interface DemoVerdict {
  /** How many leaks were caught, and how many tests failed that should not have. */
  readonly summary: string;
  /** What went otherwise than the demo claims, in sentences; none when all is well. */
  readonly objections: readonly string[];
}

/** The name of a test with a leak in it begins so. */
const PLANTED = 'planted: ';

/** The message of a failure that is a leak begins so. */
const LEAK = 'LeakError: ';

/** Compares a runner's JSON report with what the demo claims: every planted leak fails its test, and nothing else fails. */
export function judgeDemo(runnerName: string, json: string): DemoVerdict {
  const { testResults }: RunnerReport = JSON.parse(json);
  const tests = testResults.flatMap((file) => file.assertionResults);
  const planted = tests.filter(isPlanted);
  const innocent = tests.filter((test) => !isPlanted(test));
  const missed = planted.flatMap(objectionToPlanted);
  const wronged = innocent.flatMap(objectionToInnocent);
  const counts = [
    `${planted.length - missed.length} of ${planted.length} planted leaks caught`,
    `${wronged.length} of ${innocent.length} innocent tests failed`,
  ];
  const objections = [
    ...missed,
    ...wronged,
    ...testResults.flatMap(objectionToFile),
    ...objectionsToSize(planted, innocent),
  ];
  return {
    summary: `${runnerName}: ${counts.join(', ')}.`,
    objections: objections.map((objection) => `${runnerName}: ${objection}`),
  };
}

function isPlanted({ title }: TestResult): boolean {
  return title.startsWith(PLANTED);
}

function objectionToPlanted({ title, status, failureMessages }: TestResult): readonly string[] {
  if (status !== 'failed') {
    return [`"${title}" ${status}: its leak was not caught.`];
  }
  const other = failureMessages.find((message) => !message.startsWith(LEAK));
  return other === undefined ? [] : [`"${title}" failed for another reason than a leak: ${other.split('\n', 1)}`];
}

function objectionToInnocent({ title, status }: TestResult): readonly string[] {
  return status === 'passed' ? [] : [`"${title}" ${status}: it should have passed.`];
}

/** A file that could not be loaded has no failed test, and neither has one whose hooks leak. */
function objectionToFile({ name, status, assertionResults }: FileResult): readonly string[] {
  const failedByItself = status === 'failed' && assertionResults.every((test) => test.status !== 'failed');
  return failedByItself ? [`${basename(name)} failed, and none of its tests did.`] : [];
}

/** Where nothing ran, nothing was missed. */
function objectionsToSize(planted: readonly TestResult[], innocent: readonly TestResult[]): readonly string[] {
  return planted.length > 0 && innocent.length > 0 ? [] : ['The demo needs planted leaks and innocent tests.'];
}
