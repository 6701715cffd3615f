import { FIELD_KINDS, type FieldKind, fieldText } from '../core/person-field.ts';
import { fieldName, type PersonField, type PersonPart, seenName } from '../core/rectification.ts';
import { say } from '../core/saying.ts';
import type { PersonForm } from '../services/read-person-fields.ts';
import { countryOptions } from './country-options.ts';

/** How a field is entered. */
export type Control = 'line' | 'text' | 'email' | 'phone' | 'country' | 'flag';

export interface FieldEntry {
  /** Of the form field, and of the one that says what was seen. */
  name: string;
  seenName: string;
  label: string;
  control: Control;
  help: string | null;
  required: boolean;
  maxLength: number;
  /** What stands in Shopify. */
  now: string;
  /** What the field begins with: what is proposed already, else what stands. */
  initial: string;
}

export interface PartEntry {
  id: string;
  title: string;
  fields: FieldEntry[];
}

/** The form of a rectification in the words of its page. */
export type RectifyView = { number: number } & (
  | {
      outcome: 'read';
      parts: PartEntry[];
      countries: { value: string; label: string }[];
      /** What cannot be corrected here, and where it can. */
      notes: string[];
    }
  | { outcome: 'no-record' }
  | { outcome: 'failed'; message: string }
);

const CONTROLS: Partial<Record<FieldKind, Control>> = {
  text: 'text',
  email: 'email',
  phone: 'phone',
  country: 'country',
  flag: 'flag',
};
/** A number is typed with blanks and brackets, which do not count. */
const SLACK = 20;

function fieldEntry(part: PersonPart, field: PersonField, proposed: Record<string, string>): FieldEntry {
  const name = fieldName(part, field);
  const now = fieldText(field.value);
  return {
    ...{ name, seenName: seenName(name), label: field.label, now, initial: proposed[name] ?? now },
    control: CONTROLS[field.kind] ?? 'line',
    help: field.help ?? null,
    required: field.required !== undefined,
    maxLength: FIELD_KINDS[field.kind].max + SLACK,
  };
}

/** Parts under one heading stand in one card: the metafields, the tax ids of an order. */
function partEntries(parts: readonly PersonPart[], proposed: Record<string, string>): PartEntry[] {
  const byTitle = Map.groupBy(parts, ({ title }) => title);
  return [...byTitle].flatMap(([title, some]) => {
    const fields = some.flatMap((part) => part.fields.map((field) => fieldEntry(part, field, proposed)));
    return fields.length > 0 ? [{ id: some[0]?.id ?? title, title, fields }] : [];
  });
}

function notesOf(form: Extract<PersonForm, { outcome: 'read' }>): string[] {
  const { elsewhere, ordersClosed, withheld } = form;
  const { metafields, more } = elsewhere;
  const notes = [
    say(
      'The customer’s own tax id: Shopify lets no app change it. Change it on the customer’s page in Shopify.',
    ),
  ];
  if (metafields > 0)
    notes.push(
      say(
        '{metafields, plural, one {# metafield of a kind that has no simple field, such as a list or a file. Change it on the customer’s page in Shopify.} other {# metafields of a kind that has no simple field, such as a list or a file. Change them on the customer’s page in Shopify.}}',
        { metafields },
      ),
    );
  if (more)
    notes.push(say('Addresses beyond the 25th and metafields beyond the 50th. Change them in Shopify.'));
  if (ordersClosed)
    notes.push(
      say('Tax ids of orders: give Privacy Desk the access “Changing orders” under Settings first.'),
    );
  if (withheld)
    notes.push(say('Fields that Shopify does not show to the app. What is not shown here stays as it is.'));
  return notes;
}

/** @param language BCP 47, of the reader */
export function rectifyView(form: PersonForm, language: string): RectifyView {
  if (form.outcome !== 'read') return form;
  const { number, parts, proposed } = form;
  return {
    ...{ number, outcome: 'read', parts: partEntries(parts, proposed) },
    ...{ countries: countryOptions(language), notes: notesOf(form) },
  };
}
