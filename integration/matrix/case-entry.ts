import { readFile } from 'node:fs/promises';
import { type Case, expectedText, expectedVerdict } from '../harness/case.ts';
import { errorMessages } from '../harness/error-messages.ts';
import { withoutHolders } from '../harness/normalise.ts';
import { type Cell, runCase } from '../harness/project.ts';
import { compare, type Entry } from './entry.ts';

/**
 * Runs a case on another version of Node. Compared is only what is ours: exit code, failed tests and the messages of the
 * errors. The rest of a runner's text may change with the version; and of several paths to a leak, which one is shortest
 * depends on how V8 lays things out.
 */
export async function judgeCase(each: Case, cell: Cell, workFolder: string): Promise<Entry> {
  const { runner, nodeVersion } = cell;
  const column = `${runner.name} on ${nodeVersion}`;
  const verdict = expectedVerdict(each, runner);
  const oldest = each.expected.needsNode?.[runner.name]?.major ?? 0;
  if ('notExpressible' in verdict || Number.parseInt(nodeVersion, 10) < oldest) {
    return { row: each.name, column, mark: '–' };
  }
  const expected = { ...verdict, messages: messagesOf(await readFile(expectedText(each.name, runner), 'utf8')) };
  const { verdict: actual, text } = await runCase(each, cell, workFolder);
  return compare(each.name, column, { ...actual, messages: messagesOf(text) }, expected, text);
}

function messagesOf(text: string): readonly string[] {
  return errorMessages(text).map((message) => withoutHolders(message));
}
