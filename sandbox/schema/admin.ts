/** The Admin API's schema and what Shopify publishes beside it, read once from the generated data. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildSchema, type GraphQLSchema, getNullableType } from 'graphql';
import { PROTECTED_FIELDS, type ProtectedField } from '#sandbox/world.ts';

/** The version whose data lies in this folder, e.g. 2026-10; `make.ts` leaves one. */
export const API_VERSION =
  readdirSync(import.meta.dirname)
    .map((name) => /^admin-(.+)\.graphql$/.exec(name)?.[1] ?? '')
    .toSorted()
    .at(-1) ?? '';

interface PublishedAccess {
  requires?: string;
  offlineScopes?: string[];
  protected?: string;
}

/** What a type or field asks of the app: at least one scope of every group. */
export interface Requirement {
  /** Shopify's own sentence, as it stands in an ACCESS_DENIED error. */
  text: string;
  groups: string[][];
}

export interface Access {
  requirement: Requirement | null;
  protectedField: ProtectedField | null;
}

const read = (suffix: string) =>
  readFileSync(join(import.meta.dirname, `admin-${API_VERSION}.${suffix}`), 'utf8');
const scopesIn = (text: string) =>
  [...text.matchAll(/`((?:read|write)_\w+)`/g)].map((match) => match[1] ?? '');

/**
 * Shopify publishes the requirement as prose. Three wordings ask for several scopes at once; what follows
 * "Also:" is about the user's permissions or the shop's plan, unless it "Requires" a scope.
 */
function requirementOf(coordinate: string, text: string, offlineScopes: string[]): Requirement {
  const [main = '', also = ''] = text.split('Also:');
  const [first = '', second] = main.split(/as well as any of|for queries and both/);
  const groups = [scopesIn(first)];
  if (main.includes('for queries and both')) {
    if (coordinate.startsWith('Mutation.')) groups.push(...scopesIn(second ?? '').map((scope) => [scope]));
  } else if (second !== undefined) {
    groups.push(scopesIn(second));
  }
  const more = /Requires (?:the )?((?:`\w+`(?: access)?(?: scope)?(?: or )?)+)/.exec(also);
  if (more?.[1]) groups.push(scopesIn(more[1]));
  const known = groups.filter((group) => group.length > 0);
  return { text: text.replace(/\s+/g, ' ').trim(), groups: known.length > 0 ? known : [offlineScopes] };
}

function readAccess(): Map<string, Access> {
  const published: Record<string, PublishedAccess> = JSON.parse(read('access.json'));
  return new Map(
    Object.entries(published).map(([coordinate, entry]) => [
      coordinate,
      {
        requirement: entry.requires
          ? requirementOf(coordinate, entry.requires, entry.offlineScopes ?? [])
          : null,
        protectedField: PROTECTED_FIELDS.find((field) => field === entry.protected) ?? null,
      },
    ]),
  );
}

/** By coordinate: `Customer` (a type) or `Customer.email` (a field). */
export const access: ReadonlyMap<string, Access> = readAccess();

/** The documented filters of a `query` argument and their types, by the coordinate of its field. */
export const searchFilters: ReadonlyMap<string, Record<string, string>> = new Map(
  Object.entries(JSON.parse(read('search.json'))),
);

/**
 * A root field that is refused stays null beside its siblings, although the schema forbids null there
 * (`"data":{"orders":null}`), so the executable schema lets the fields of the query root be null.
 */
function buildAdminSchema(): GraphQLSchema {
  const schema = buildSchema(read('graphql'), { assumeValid: true, assumeValidSDL: true, noLocation: true });
  const roots = schema.getQueryType()?.getFields() ?? {};
  for (const field of Object.values(roots)) field.type = getNullableType(field.type);
  return schema;
}

export const adminSchema = buildAdminSchema();

/** Whether the granted scopes satisfy a requirement; a write scope includes its read scope. */
export function satisfies(granted: ReadonlySet<string>, requirement: Requirement): boolean {
  return requirement.groups.every((group) =>
    group.some((scope) => granted.has(scope) || granted.has(scope.replace(/^read_/, 'write_'))),
  );
}
