import { deepStrictEqual } from 'node:assert/strict';

/** What one thing comes to in one cell of the matrix. */
export interface Entry {
  readonly row: string;
  readonly column: string;
  readonly mark: 'ok' | 'differs' | '–';
  /** When something else came: what, and all that the runner printed. */
  readonly difference?: { readonly error: string; readonly text: string };
}

/** The entry for `actual`, where `expected` has to come; `text` is what the runner printed. */
export function compare(row: string, column: string, actual: unknown, expected: unknown, text: string): Entry {
  try {
    deepStrictEqual(actual, expected);
    return { row, column, mark: 'ok' };
  } catch (error) {
    return { row, column, mark: 'differs', difference: { error: String(error), text } };
  }
}

/** Rows by columns, for `console.table`. */
export function tableOf(entries: readonly Entry[]): Readonly<Record<string, Record<string, string>>> {
  const rows: Record<string, Record<string, string>> = {};
  for (const { row, column, mark } of entries) {
    rows[row] = { ...rows[row], [column]: mark };
  }
  return rows;
}

/** All entries in a line. */
export function totalsOf(entries: readonly Entry[]): string {
  const count = (wanted: Entry['mark']): number => entries.filter(({ mark }) => mark === wanted).length;
  return `${entries.length} runs: ${count('ok')} as expected, ${count('differs')} different, ${count('–')} not expressible`;
}
