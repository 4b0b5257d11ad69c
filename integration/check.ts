import { globSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { compareApi, updateApi } from './check/api-text.ts';
import { checkPackedPackages } from './check/packed-packages.ts';
import { type Finding, runTool } from './check/tool.ts';
import { PROJECT_ROOT } from './house-rules/project-files.ts';

/** One question about the project. */
interface Step {
  readonly name: string;
  readonly find: () => Finding | Promise<Finding>;
  /** What to do when something was found. */
  readonly remedy: string;
}

const { values: options } = parseArgs({ options: { 'update-api': { type: 'boolean', default: false } } });

const TSCONFIGS = ['tsconfig.json', '{packages/*,integration,integration/cases,integration/examples/*}/tsconfig.json'];

const BUILD: Step = {
  name: 'build',
  find: () => runTool('turbo', ['run', 'build', '--output-logs=errors-only']),
  remedy: 'Mend the package named above; all other steps look at what is built.',
};

const STEPS: readonly Step[] = [
  {
    name: 'format and lint',
    find: () => runTool('biome', ['check', '--error-on-warnings', '.']),
    remedy: '`npm run format` mends what a machine can mend.',
  },
  {
    // Forced: what TypeScript remembers of its last run does not cover the declarations that a build has written since.
    name: 'types',
    find: () => runTool('tsc', ['--build', '--force', ...globSync(TSCONFIGS, { cwd: PROJECT_ROOT })]),
    remedy: 'Mend the types; `any` and `!` are no way out.',
  },
  {
    name: 'unused files, exports and dependencies',
    find: () => runTool('knip', []),
    remedy: 'Delete what nothing uses; what a tool finds by itself is named in knip.jsonc.',
  },
  {
    name: 'packed packages',
    find: checkPackedPackages,
    remedy: "Mend the package's `exports`, `files` or `types`.",
  },
  {
    name: 'public API',
    find: options['update-api'] ? updateApi : compareApi,
    remedy: 'If the change is meant: `npm run check -- --update-api`, then read the diff of api.md line by line.',
  },
  {
    name: 'house rules',
    find: () => runTool('vitest', ['run', '--project', 'integration', 'test/house-rules.test.ts']),
    remedy: 'Each rule and its reason stand in a file of integration/house-rules.',
  },
];

/** Prints one line when nothing is found; the finding and its remedy otherwise. */
async function passes({ name, find, remedy }: Step): Promise<boolean> {
  const finding = await find();
  console.log(finding === undefined ? `ok      ${name}` : `FAILED  ${name}\n\n${finding}\n\n→ ${remedy}\n`);
  return finding === undefined;
}

let failed = !(await passes(BUILD));
for (const step of failed ? [] : STEPS) {
  failed = !(await passes(step)) || failed;
}
process.exitCode = failed ? 1 : 0;
