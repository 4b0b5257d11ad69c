import { relative } from 'node:path';
import type { Verdict } from './case.ts';

/** What a runner's JSON report says of its files. */
export type RunnerReport = readonly FileReport[];

/** One test file. */
export interface FileReport {
  /** Relative to the project. */
  readonly name: string;
  readonly status: string;
  readonly tests: readonly TestReport[];
}

/** One test. */
export interface TestReport {
  /** `file > block > test`. */
  readonly title: string;
  readonly status: string;
  /** The errors with their stacks, as the runner has them. */
  readonly failureMessages: readonly string[];
}

/** The part of the report that is read here; Vitest writes it in Jest's format. */
interface Json {
  readonly testResults: readonly {
    readonly name: string;
    readonly status: string;
    readonly assertionResults: readonly {
      readonly ancestorTitles: readonly string[];
      readonly title: string;
      readonly status: string;
      readonly failureMessages: readonly string[];
    }[];
  }[];
}

/** Reads a runner's JSON report, files by name; `undefined`: the runner gave up before it wrote one. */
export function parseReport(json: string | undefined, project: string): RunnerReport {
  const { testResults }: Json = json === undefined ? { testResults: [] } : JSON.parse(json);
  const files = testResults.map((file) => {
    const name = relative(project, file.name);
    const tests = file.assertionResults.map(({ ancestorTitles, title, status, failureMessages }) => {
      return { title: [name, ...ancestorTitles, title].join(' > '), status, failureMessages };
    });
    return { name, status: file.status, tests };
  });
  return files.sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** What a run comes to. */
export function toVerdict(exitCode: number, report: RunnerReport): Verdict {
  const tests = report.flatMap((file) => file.tests);
  return {
    exitCode,
    passedTests: tests.filter(({ status }) => status === 'passed').length,
    failedTests: tests.filter(failed).map(({ title }) => title),
    failedFiles: report.filter((file) => failed(file) && !file.tests.some(failed)).map(({ name }) => name),
  };
}

/** Whether a test, or a file, failed. */
export function failed({ status }: TestReport | FileReport): boolean {
  return status === 'failed';
}
