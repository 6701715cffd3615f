/**
 * Makes the Admin API's schema data from Shopify's own npm package: `node sandbox/schema/make.ts 2026-10`.
 *
 * Replaces the three files beside this one: the schema as SDL without descriptions, which access each type and
 * field needs (with the class of a protected customer field), and which search filters each `query`
 * argument documents. The package is fetched into a temporary folder and is no dependency of the project.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { buildClientSchema, type IntrospectionQuery, lexicographicSortSchema, printSchema } from 'graphql';

interface Described {
  name: string;
  description?: string | null;
}
interface Field extends Described {
  args: Described[];
  protectedContent?: string | null;
}
interface Type extends Described {
  fields?: Field[] | null;
}
interface ScopeItem {
  typeName: string;
  fieldName?: string;
  requiredAccess: string;
  offlineScopes: string[];
}
interface Published {
  data: { __schema: { types: Type[] } };
  offline_scopes: { items: ScopeItem[] };
}

const byKey = ([a]: [string, unknown], [b]: [string, unknown]) => (a < b ? -1 : a > b ? 1 : 0);

function fetchPublished(version: string): Published {
  const folder = mkdtempSync(join(tmpdir(), 'admin-schema-'));
  try {
    execFileSync('npm', ['pack', '--silent', '--pack-destination', folder, '@shopify/dev-mcp@latest'], {
      cwd: folder,
    });
    const file = `package/dist/data/admin_${version}.json.gz`;
    execFileSync('sh', ['-c', `tar -xzf *.tgz ${file}`], { cwd: folder });
    return JSON.parse(gunzipSync(readFileSync(join(folder, file))).toString('utf8'));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Leaves out the prose: nine tenths of the size, and of no use to an executor. */
function withoutProse(key: string, value: unknown): unknown {
  if (key === 'description') return null;
  return key === 'deprecationReason' && value ? 'deprecated' : value;
}

function makeSdl(published: Published): string {
  const introspection: IntrospectionQuery = JSON.parse(JSON.stringify(published.data, withoutProse));
  const schema = buildClientSchema(introspection, { assumeValid: true });
  return `${printSchema(lexicographicSortSchema(schema))}`;
}

function makeAccess(published: Published): Map<string, object> {
  const scopes = published.offline_scopes.items
    .filter((item) => item.requiredAccess !== '')
    .map((item): [string, object] => [
      item.fieldName === undefined ? item.typeName : `${item.typeName}.${item.fieldName}`,
      { requires: item.requiredAccess, offlineScopes: item.offlineScopes },
    ]);
  const guarded = published.data.__schema.types.flatMap((type) =>
    (type.fields ?? [])
      .filter((field) => field.protectedContent)
      .map((field): [string, object] => [
        `${type.name}.${field.name}`,
        { protected: field.protectedContent },
      ]),
  );
  const access = new Map(scopes.sort(byKey));
  for (const [key, value] of guarded.sort(byKey)) access.set(key, { ...access.get(key), ...value });
  return access;
}

/** Reads the filters and their types out of an argument's description: `| created_at | time | ...`. */
function filtersOf(description: string): Record<string, string> {
  const rows = description.matchAll(/^\| ([\w.{}-]+) \| ([a-z_]+) \|/gm);
  const filters = [...rows].map((row): [string, string] => [row[1] ?? '', row[2] ?? '']);
  return Object.fromEntries(
    filters.filter(([name, type]) => name !== 'default' && `${name} ${type}` !== 'name type'),
  );
}

function makeSearch(published: Published): Map<string, object> {
  const search = new Map<string, object>();
  for (const type of published.data.__schema.types) {
    for (const field of type.fields ?? []) {
      const query = field.args.find((argument) => argument.name === 'query');
      const filters = filtersOf(query?.description ?? '');
      if (Object.keys(filters).length > 0) search.set(`${type.name}.${field.name}`, filters);
    }
  }
  return new Map([...search].sort(byKey));
}

const onePerLine = (table: Map<string, object>) =>
  `{${[...table].map(([key, value]) => `${JSON.stringify(key)}:${JSON.stringify(value)}`).join(',\n')}}\n`;

const version = process.argv[2] ?? '';
if (!/^\d{4}-(01|04|07|10)$/.test(version)) {
  throw new Error('Say which version of the Admin API to make, e.g. node sandbox/schema/make.ts 2026-10');
}
const published = fetchPublished(version);
for (const name of readdirSync(import.meta.dirname)) {
  if (name.startsWith('admin-')) rmSync(join(import.meta.dirname, name));
}
const files: [suffix: string, content: string][] = [
  ['graphql', makeSdl(published)],
  ['access.json', onePerLine(makeAccess(published))],
  ['search.json', onePerLine(makeSearch(published))],
];
const paths = files.map(([suffix]) => join(import.meta.dirname, `admin-${version}.${suffix}`));
for (const [index, [, content]] of files.entries()) writeFileSync(paths[index] ?? '', content);
// In the house's format, so that the next run shows as a difference only what Shopify changed.
execFileSync('npx', ['biome', 'format', '--write', ...paths], { stdio: 'inherit' });
