import { globSync, readFileSync } from 'node:fs';
import { dirname, relative, resolve } from 'node:path';
import { parseSync } from 'oxc-parser';
import { describe, expect, test } from 'vitest';

const root = resolve(import.meta.dirname, '..');
const files = globSync('app/**/*.{ts,tsx}', { cwd: root })
  .filter((file) => !file.includes('/generated/') && !/\.(test|d)\.tsx?$/.test(file))
  .sort();
/** The pure libraries that the rules may use. */
const PURE = [
  'node:crypto',
  'temporal-polyfill',
  'canonicalize',
  'libphonenumber-js/min',
  'intl-messageformat',
  'date-holidays',
];

interface Import {
  from: string;
  /** A file of the project, or a package. */
  to: string;
  typeOnly: boolean;
}

/** The package or the project's file behind a specifier. */
function resolveSpecifier(from: string, specifier: string): string {
  if (specifier.startsWith('#')) return specifier.slice(1);
  return specifier.startsWith('.') ? relative(root, resolve(root, dirname(from), specifier)) : specifier;
}

/** Every way in which a module can reach another: import, export from, import(). */
function importsOf(from: string): Import[] {
  const { module } = parseSync(from, readFileSync(resolve(root, from), 'utf8'));
  const found: { specifier: string; typeOnly: boolean }[] = [];
  for (const { moduleRequest, entries } of module.staticImports)
    found.push({
      specifier: moduleRequest.value,
      typeOnly: entries.length > 0 && entries.every(({ isType }) => isType),
    });
  for (const { entries } of module.staticExports)
    for (const { moduleRequest, isType } of entries)
      if (moduleRequest) found.push({ specifier: moduleRequest.value, typeOnly: isType });
  const source = readFileSync(resolve(root, from), 'utf8');
  for (const { moduleRequest } of module.dynamicImports)
    found.push({
      specifier: source.slice(moduleRequest.start, moduleRequest.end).replace(/^['"`]|['"`]$/g, ''),
      typeOnly: false,
    });
  return found.map(({ specifier, typeOnly }) => ({ from, to: resolveSpecifier(from, specifier), typeOnly }));
}

const imports = files.flatMap(importsOf);
const room = (file: string): string =>
  (/^app\/(?:core|services|adapters|routes|components)/.exec(file)?.[0] ?? 'edge').replace('app/', '');
const isOurs = (file: string) => file.startsWith('app/');
const show = ({ from, to }: Import) => `${from} -> ${to}`;
const code = (file: string) =>
  readFileSync(resolve(root, file), 'utf8').replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '');

test('the parser sees static, type-only and dynamic imports', () => {
  const server = importsOf('app/server.ts');
  expect(server).toContainEqual({ from: 'app/server.ts', to: 'app/adapters/db/migrate.ts', typeOnly: false });
  expect(server).toContainEqual({ from: 'app/server.ts', to: 'app/worker.ts', typeOnly: false });
  const worker = importsOf('app/worker.ts');
  expect(worker).toContainEqual({ from: 'app/worker.ts', to: 'app/deps.server.ts', typeOnly: true });
  expect(imports.length).toBeGreaterThan(100);
});

describe('arrows point inward', () => {
  test('the core imports the core and the listed pure libraries', () => {
    const outward = imports.filter(
      ({ from, to }) => room(from) === 'core' && room(to) !== 'core' && !PURE.includes(to),
    );
    expect(outward.map(show)).toEqual([]);
  });

  test('services import the core, each other, types of adapters, and no framework or driver', () => {
    const allowed = ['zod', 'pino', 'node:crypto', 'node:zlib'];
    const outward = imports
      .filter(({ from }) => room(from) === 'services')
      .filter(({ to, typeOnly }) =>
        isOurs(to)
          ? !['core', 'services'].includes(room(to)) && !(typeOnly && room(to) === 'adapters')
          : !allowed.includes(to),
      );
    expect(outward.map(show)).toEqual([]);
  });

  test('adapters import the core, other adapters and packages', () => {
    const outward = imports.filter(
      ({ from, to }) => room(from) === 'adapters' && isOurs(to) && !['core', 'adapters'].includes(room(to)),
    );
    expect(outward.map(show)).toEqual([]);
  });

  test('routes do not reach into adapters, but for what renders a stream', () => {
    const outward = imports.filter(
      ({ from, to, typeOnly }) =>
        ['routes', 'components'].includes(room(from)) &&
        room(to) === 'adapters' &&
        !typeOnly &&
        to !== 'app/adapters/archive/render.ts',
    );
    expect(outward.map(show)).toEqual([]);
  });

  test('what pages are made of does not carry the holidays of the world to the browser', () => {
    const reached = new Set(files.filter((file) => room(file) === 'components'));
    // A Set is walked through to what joins it meanwhile.
    for (const file of reached)
      for (const { to, typeOnly } of imports.filter(({ from }) => from === file))
        if (!typeOnly) reached.add(to);
    expect(reached.has('intl-messageformat')).toBe(true);
    expect(reached.has('date-holidays')).toBe(false);
  });

  test('there is no import cycle', () => {
    const targets = new Map(
      files.map((file) => [
        file,
        imports
          .filter(({ from, to, typeOnly }) => from === file && isOurs(to) && !typeOnly)
          .map(({ to }) => to),
      ]),
    );
    const done = new Set<string>();
    const cycles: string[] = [];
    const walk = (file: string, path: string[]): void => {
      if (path.includes(file)) cycles.push([...path.slice(path.indexOf(file)), file].join(' -> '));
      if (path.includes(file) || done.has(file)) return;
      for (const target of targets.get(file) ?? []) walk(target, [...path, file]);
      done.add(file);
    };
    for (const file of files) walk(file, []);
    expect(cycles).toEqual([]);
  });
});

describe('each thing has one place', () => {
  test('only adapters/db names Prisma', () => {
    const elsewhere = imports.filter(
      ({ from, to }) => /prisma/i.test(to) && !from.startsWith('app/adapters/db/'),
    );
    expect(elsewhere.map(show)).toEqual([]);
  });

  test.each([
    ['process.env', /process\s*\.\s*env\b/, ['app/env.server.ts']],
    ['a clock', /new Date\(\)|Date\.now\(|performance\.now\(/, ['app/deps.server.ts']],
    ['chance', /randomBytes|randomUUID|Math\.random|getRandomValues/, ['app/deps.server.ts']],
  ])('only its own file reads %s', (_what, pattern, places) => {
    const server = files.filter((file) => room(file) !== 'components');
    expect(server.filter((file) => pattern.test(code(file)) && !places.includes(file))).toEqual([]);
  });

  test('nothing in the app knows of the sandbox or the tests', () => {
    expect(imports.filter(({ to }) => /^(sandbox|tests)\//.test(to)).map(show)).toEqual([]);
    expect(files.filter((file) => /sandbox/i.test(code(file)))).toEqual([]);
  });

  test('there is no drawer for odds and ends', () => {
    expect(files.filter((file) => /\/(utils?|helpers?|common|misc)(\/|\.)/.test(file))).toEqual([]);
  });
});
