import { inspect } from 'node:util';
import { closest } from 'fastest-levenshtein';
import { OptionError } from './errors.ts';

/** What an option accepts, and the words for it. */
export type OptionRule = readonly [accepts: (value: unknown) => boolean, expected: string];

/**
 * Holds each field of `given` to the rule of its name.
 *
 * @param path - what names of fields begin with in messages: `allowLeaks[2].`
 * @throws OptionError for a value of the wrong kind or an unknown field, whose nearest known one it names.
 */
export function checkOptions(given: object, rules: Readonly<Record<string, OptionRule>>, path = ''): void {
  for (const [name, value] of Object.entries(given)) {
    const rule = Object.hasOwn(rules, name) ? rules[name] : undefined;
    if (rule === undefined) {
      const known = Object.keys(rules);
      throw new OptionError(
        `Unknown option of watertight: ${path}${name}. Did you mean ${closest(name, known)}? ` +
          `Known options: ${known.join(', ')}.`,
      );
    }
    checkOption(`${path}${name}`, value, rule);
  }
}

/** @throws OptionError when `rule` does not accept `value`. */
export function checkOption(name: string, value: unknown, [accepts, expected]: OptionRule): void {
  if (!accepts(value)) {
    throw new OptionError(`Option ${name} of watertight: ${inspect(value)} (expected: ${expected})`);
  }
}

/** Whether `value` has fields to look at. */
export function isRecord(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
