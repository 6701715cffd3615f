import { guardCell } from './csv-guard.ts';

/** A link to the register of a shop that has uninstalled the app; Shopify has everything erased after the same time. */
export const REGISTER_LINK_MS = 48 * 3_600_000;

/** One request of the register, which the laws order to keep for years (11 CCR 7101: 24 months). */
export interface RegisterRow {
  number: number;
  kind: string;
  source: string;
  law: string;
  /** Days, ISO 8601. */
  receivedOn: string;
  due: string;
  state: string;
  closedAt: string | null;
  /** Why it was closed: a code of the log; null while it is open. */
  outcome: string | null;
  /** Customer id, e-mail or phone, as far as the app still holds it. */
  person: string | null;
}

const COLUMNS: Record<string, (row: RegisterRow) => string | number | null> = {
  number: ({ number }) => number,
  kind: ({ kind }) => kind,
  source: ({ source }) => source,
  law: ({ law }) => law,
  received_on: ({ receivedOn }) => receivedOn,
  due: ({ due }) => due,
  state: ({ state }) => state,
  closed_at: ({ closedAt }) => closedAt,
  outcome: ({ outcome }) => outcome,
  person: ({ person }) => person,
};

/** One line of a CSV (RFC 4180) that no spreadsheet runs. */
export const csvLine = (cells: (string | number | null)[]): string =>
  `${cells.map((cell) => (cell === null ? '' : `"${guardCell(String(cell)).replaceAll('"', '""')}"`)).join(',')}\r\n`;

/** Excel reads a CSV as UTF-8 only if it begins with a byte order mark. */
export const registerHead = (): string => `\uFEFF${csvLine(Object.keys(COLUMNS))}`;
export const registerLine = (row: RegisterRow): string =>
  csvLine(Object.values(COLUMNS).map((cell) => cell(row)));
