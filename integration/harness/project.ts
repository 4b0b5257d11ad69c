import { cp, mkdir, readFile } from 'node:fs/promises';
import { basename, delimiter, dirname, join } from 'node:path';
import { CASES, type Case, type Verdict } from './case.ts';
import { runCommand } from './command.ts';
import { installationFolder } from './installation.ts';
import { normalise } from './normalise.ts';
import { ARGUMENTS, OTHER_FAMILY, type Runner, type RunnerFamily } from './runner.ts';
import { parseReport, type RunnerReport, toVerdict } from './runner-report.ts';

/** A folder of files and how its runner is called there. */
export interface Project {
  /** Where it is laid out below the installation: no two runs in a cell share a name. */
  readonly name: string;
  /** Folders whose files are laid over those of the runner's family, the later over the earlier. */
  readonly sources: readonly URL[];
  /** Arguments of the run, besides those of every run. */
  readonly args?: readonly string[];
  /** Environment variables of the run. */
  readonly env?: Readonly<Record<string, string>> | undefined;
}

/** What a runner made of a project. */
export interface Run {
  readonly exitCode: number;
  readonly report: RunnerReport;
  /** What the runner printed, without what differs from run to run. */
  readonly text: string;
}

/** What came of a case. */
export interface Outcome {
  readonly verdict: Verdict;
  readonly text: string;
}

const TIME_LIMIT_MS = 60_000;

/** What a project is run with. */
export interface Cell {
  readonly runner: Runner;
  /** The version of Node. */
  readonly nodeVersion: string;
  /** The path of its executable. */
  readonly nodeFile: string;
}

/** Runs the project of a case. A case is run once in a cell. */
export async function runCase({ name, expected }: Case, cell: Cell, workFolder: string): Promise<Outcome> {
  const names = expected.basedOn === undefined ? [name] : [expected.basedOn, name];
  const sources = names.map((each) => new URL(`${each}/`, CASES));
  const { exitCode, report, text } = await runProject({ name, sources, env: expected.env }, cell, workFolder);
  return { verdict: toVerdict(exitCode, report), text };
}

/** Lays a project out below the cell's installation in `workFolder`, and runs the runner's own binary there. */
export async function runProject(project: Project, cell: Cell, workFolder: string): Promise<Run> {
  const { runner, nodeVersion, nodeFile } = cell;
  const installation = installationFolder(runner, workFolder);
  const folder = join(installation, `node-${nodeVersion}`, project.name);
  const temporary = `${folder}.tmp`;
  const reportFile = join(temporary, 'report.json');
  await mkdir(temporary, { recursive: true });
  for (const source of [new URL(`../runners/${runner.family}/`, import.meta.url), ...project.sources]) {
    await cp(source, folder, { recursive: true, filter: (path) => belongsTo(runner.family, path) });
  }
  const { exitCode, output } = await runCommand({
    file: join(installation, 'node_modules', '.bin', runner.family),
    args: [...ARGUMENTS[runner.family](reportFile), ...(project.args ?? [])],
    cwd: folder,
    env: environment(nodeFile, temporary, project.env),
    logFile: join(temporary, 'output.log'),
    timeoutMs: TIME_LIMIT_MS,
  });
  return {
    exitCode,
    report: parseReport(await readFile(reportFile, 'utf8').catch(() => undefined), folder),
    text: normalise(output, { project: folder, temporary, installation }),
  };
}

/** `codec.vitest.test.ts` and `vitest.config.mts` are Vitest's only, and nobody gets to see what is expected. */
function belongsTo(family: RunnerFamily, path: string): boolean {
  const words = basename(path).split('.');
  return !words.includes(OTHER_FAMILY[family]) && words[0] !== 'expected';
}

/** Nothing of our own environment but the path: not CI, not colours, nothing that Vitest tells its workers. */
function environment(nodeFile: string, temporary: string, env: Project['env']): NodeJS.ProcessEnv {
  const path = [dirname(nodeFile), process.env.PATH].join(delimiter);
  return { PATH: path, TMPDIR: temporary, NO_COLOR: '1', ...env };
}
