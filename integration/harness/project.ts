import { cp, mkdir, readFile } from 'node:fs/promises';
import { basename, delimiter, dirname, join } from 'node:path';
import { CASES, type Case, type Verdict } from './case.ts';
import { runCommand } from './command.ts';
import { installationFolder } from './installation.ts';
import { normalise } from './normalise.ts';
import { ARGUMENTS, OTHER_FAMILY, type Runner, type RunnerFamily } from './runner.ts';
import { toVerdict } from './runner-report.ts';

/** What came of a case. */
export interface Outcome {
  readonly verdict: Verdict;
  /** What the runner printed, without what differs from run to run. */
  readonly text: string;
}

const TIME_LIMIT_MS = 60_000;

/** What a case is run with. */
export interface Cell {
  readonly runner: Runner;
  /** The version of Node. */
  readonly nodeVersion: string;
  /** The path of its executable. */
  readonly nodeFile: string;
}

/**
 * Lays the case out as a project below the cell's installation in `workFolder`, and runs the runner's own binary there.
 * A case is run once in a cell.
 */
export async function runCase(wanted: Case, cell: Cell, workFolder: string): Promise<Outcome> {
  const { runner, nodeVersion, nodeFile } = cell;
  const installation = installationFolder(runner, workFolder);
  const project = join(installation, `node-${nodeVersion}`, wanted.name);
  const temporary = `${project}.tmp`;
  const reportFile = join(temporary, 'report.json');
  await mkdir(temporary, { recursive: true });
  await layOut(wanted, project, runner.family);
  const { exitCode, output } = await runCommand({
    file: join(installation, 'node_modules', '.bin', runner.family),
    args: ARGUMENTS[runner.family](reportFile),
    cwd: project,
    env: environment(nodeFile, temporary, wanted.expected.env),
    logFile: join(temporary, 'output.log'),
    timeoutMs: TIME_LIMIT_MS,
  });
  const json = await readFile(reportFile, 'utf8').catch(() => undefined);
  return {
    verdict: toVerdict(exitCode, json, project),
    text: normalise(output, { project, temporary, installation }),
  };
}

/** Later files replace earlier ones: the family's, those of the case it is based on, its own. */
async function layOut(wanted: Case, project: string, family: RunnerFamily): Promise<void> {
  const { basedOn } = wanted.expected;
  const sources = [
    new URL(`../runners/${family}/`, import.meta.url),
    ...(basedOn === undefined ? [] : [new URL(`${basedOn}/`, CASES)]),
    new URL(`${wanted.name}/`, CASES),
  ];
  for (const source of sources) {
    await cp(source, project, { recursive: true, filter: (path) => belongsTo(family, path) });
  }
}

/** `codec.vitest.test.ts` and `vitest.config.mts` are Vitest's only, and nobody gets to see what is expected. */
function belongsTo(family: RunnerFamily, path: string): boolean {
  const words = basename(path).split('.');
  return !words.includes(OTHER_FAMILY[family]) && words[0] !== 'expected';
}

/** Nothing of our own environment but the path: not CI, not colours, nothing that Vitest tells its workers. */
function environment(nodeFile: string, temporary: string, env: Case['expected']['env']): NodeJS.ProcessEnv {
  const path = [dirname(nodeFile), process.env.PATH].join(delimiter);
  return { PATH: path, TMPDIR: temporary, NO_COLOR: '1', ...env };
}
