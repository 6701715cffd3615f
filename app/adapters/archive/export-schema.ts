import { RENDERER_VERSION } from '../../core/dossier.ts';

/** Where the schema lies beside `export.json`. */
export const EXPORT_SCHEMA_PATH = 'schema/export.schema.json';

const text = { type: 'string' } as const;
const texts = { type: 'array', items: text } as const;
const count = { type: 'integer', minimum: 0 } as const;
const collectionName = { type: 'string', pattern: '^[a-z0-9-]{1,64}$' } as const;
const origin = (description: string) =>
  ({ description, type: 'string', enum: ['given', 'observed', 'derived'] }) as const;

/** An object with exactly these fields, all of them but the optional ones required. */
const fields = (properties: Record<string, object>, optional: readonly string[] = []) => ({
  type: 'object',
  properties,
  required: Object.keys(properties).filter((name) => !optional.includes(name)),
  additionalProperties: false,
});
const list = (description: string, properties: Record<string, object>) => ({
  description,
  type: 'array',
  items: fields(properties),
});

const COLLECTION = fields(
  {
    title: { ...text, description: 'What the collection is called.' },
    what: { ...text, description: 'What it is.' },
    source: { ...text, description: 'Where it comes from.' },
    origin: origin('Whose doing the data is: given by the person, observed of them, or derived by others.'),
    origins: {
      description: "Fields whose origin is another than their collection's, as dotted paths.",
      type: 'object',
      additionalProperties: origin('The origin of this field.'),
    },
    key: { ...texts, minItems: 1, description: 'The fields that tell one record from all others.' },
    refersTo: {
      description: 'Fields that hold the key of a record of another collection: field -> collection.',
      type: 'object',
      additionalProperties: collectionName,
    },
    count: { ...count, description: 'How many records there are.' },
    records: { type: 'array', items: { type: 'object' }, description: 'The records, as they were received.' },
  },
  ['origins', 'refersTo'],
);

/** What `export.json` may hold, as JSON Schema 2020-12. It lies in every archive, and changes with its format only. */
export const EXPORT_SCHEMA = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  $id: `urn:privacy-desk:export:${RENDERER_VERSION}`,
  title: 'A copy of the personal data that a shop holds about a person',
  ...fields({
    $schema: { const: EXPORT_SCHEMA_PATH },
    request: {
      description: 'The request that this answers.',
      ...fields({
        number: { type: 'integer', minimum: 1 },
        kind: text,
        receivedAt: { ...text, format: 'date-time' },
        jurisdiction: text,
      }),
    },
    shop: {
      description: 'Who holds the data; contact is where the person may ask.',
      ...fields({ name: text, domain: text, contact: { type: ['string', 'null'] } }),
    },
    content: {
      description: 'access: all that is held. portability: only what the person gave or what was observed.',
      enum: ['access', 'portability'],
    },
    rendererVersion: { const: RENDERER_VERSION },
    gaps: list('What could not be had, why, and what helps.', {
      collection: text,
      reason: text,
      remedy: text,
    }),
    leftOut: list('How many records or fields of a collection were left out, and why.', {
      collection: text,
      count,
      reason: text,
    }),
    masked: list('Kinds of data that are held, but may not be handed out.', {
      what: text,
      collections: texts,
    }),
    collections: {
      description: 'The data, by kind of record.',
      type: 'object',
      propertyNames: collectionName,
      additionalProperties: COLLECTION,
    },
  }),
};

/** The schema as a file. */
export const exportSchemaText = (): string => `${JSON.stringify(EXPORT_SCHEMA, null, 2)}\n`;
