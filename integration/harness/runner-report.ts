import { relative } from 'node:path';
import type { Verdict } from './case.ts';

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
  readonly ancestorTitles: readonly string[];
  readonly title: string;
  readonly status: string;
}

/** Reads a runner's JSON report; `undefined`: the runner gave up before it wrote one. */
export function toVerdict(exitCode: number, json: string | undefined, project: string): Verdict {
  const report: RunnerReport = json === undefined ? { testResults: [] } : JSON.parse(json);
  const files = report.testResults.map((file) => ({ ...file, name: relative(project, file.name) }));
  files.sort((a, b) => (a.name < b.name ? -1 : 1));
  return {
    exitCode,
    passedTests: files.flatMap((file) => file.assertionResults.filter(passed)).length,
    failedTests: files.flatMap((file) => file.assertionResults.filter(failed).map((test) => titleOf(file, test))),
    failedFiles: files.filter((file) => failed(file) && !file.assertionResults.some(failed)).map(({ name }) => name),
  };
}

function titleOf(file: FileResult, test: TestResult): string {
  return [file.name, ...test.ancestorTitles, test.title].join(' > ');
}

function passed({ status }: { readonly status: string }): boolean {
  return status === 'passed';
}

function failed({ status }: { readonly status: string }): boolean {
  return status === 'failed';
}
