import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { TextWriter, Uint8ArrayReader, ZipReader } from '@zip.js/zip.js';
import { afterAll, beforeAll, describe, expect, type TestContext, test } from 'vitest';
import { renderArchive } from '#app/adapters/archive/render.ts';
import type { Dossier } from '#app/core/dossier.ts';
import { hostileDossier } from './hostile.ts';
import { findTool, run, type ToolName } from './outside/tools.ts';
import { archiveOf, filesOf } from './read-archive.ts';
import { sampleDossier } from './sample.ts';

/** `npm run test:outside` installs the tools and sets this: then a missing one is a failure. */
const required = process.env.OUTSIDE_TOOLS === 'required';
const SCRIPTS = resolve(import.meta.dirname, 'outside');
const PASSWORD = 'correct horse battery';
/** frictionlessdata/datapackage, profiles/2.0/datapackage.json */
const PROFILE = resolve(process.env.VECTORS_DIR ?? '../shared/vectors', 'datapackage-2.0.schema.json');
const DOSSIERS: Record<string, () => Dossier> = {
  ordinary: () => sampleDossier(1_000),
  hostile: hostileDossier,
};
const NAMES = Object.keys(DOSSIERS);

/** The tool's command; without one the test is skipped, and that is printed. */
async function find({ skip }: TestContext, name: ToolName): Promise<string> {
  const command = await findTool(name);
  if (command !== null) return command;
  if (required) throw new Error(`${name} is missing`);
  console.log(`skipped: ${name} is not on this machine; npm run test:outside installs it`);
  return skip(`${name} is not on this machine`);
}

let folder: string;
const zipOf = (name: string) => join(folder, `${name}.zip`);
const bagOf = (name: string) => join(folder, name);
const tablesOf = async (name: string) =>
  (await readdir(join(bagOf(name), 'data'))).filter((file) => file.endsWith('.csv'));

/** A file within another ZIP, such as a spreadsheet's. */
async function partOf(path: string, part: string): Promise<string> {
  const reader = new ZipReader(new Uint8ArrayReader(await readFile(path)), { useWebWorkers: false });
  const entry = (await reader.getEntries()).find(({ filename }) => filename === part);
  if (!entry || entry.directory) throw new Error(`${path} holds no ${part}`);
  return entry.getData(new TextWriter());
}

async function unpack(name: string, dossier: Dossier): Promise<void> {
  for (const [path, bytes] of await filesOf(dossier)) {
    const file = join(bagOf(name), path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, bytes);
  }
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'archive-'));
  for (const [name, dossier] of Object.entries(DOSSIERS)) {
    await writeFile(zipOf(name), await archiveOf(dossier()));
    await unpack(name, dossier());
  }
  const locked = renderArchive(sampleDossier(10), { password: PASSWORD });
  await writeFile(zipOf('locked'), Buffer.from(await new Response(locked).arrayBuffer()));
});

afterAll(() => rm(folder, { recursive: true, force: true }));

describe.each(NAMES)('An archive with %s content', (name) => {
  test("is read by Python's zipfile, csv and json as its descriptor says", async (context) => {
    const python = await find(context, 'python');
    const { stdout } = await run(python, [join(SCRIPTS, 'read-archive.py'), zipOf(name)]);
    const found = JSON.parse(stdout);
    expect(found.problems).toEqual([]);
    expect(found.times).toEqual([[2026, 11, 3, 9, 30, 0]]);
    for (const collection of DOSSIERS[name]?.().collections ?? []) {
      const records = await Array.fromAsync(collection.records());
      expect(found.export.collections[collection.name].records).toEqual(records);
      if (found.tables[collection.name])
        expect(found.tables[collection.name]).toHaveLength(records.length + 1);
    }
  });

  test.for(['manifest-sha256.txt', 'tagmanifest-sha256.txt'])(
    'passes sha256sum -c %s',
    async (file, context) => {
      const command = await find(context, 'sha256sum');
      const { stdout } = await run(command, ['--strict', '--check', file], bagOf(name));
      expect(stdout.split('\n').filter((line) => !line.endsWith(': OK'))).toEqual(['']);
    },
  );

  test('fails sha256sum -c as soon as one byte of it is another', async (context) => {
    const command = await find(context, 'sha256sum');
    const copy = `${bagOf(name)}-changed`;
    await cp(bagOf(name), copy, { recursive: true });
    await writeFile(join(copy, 'data/export.json'), ' ', { flag: 'a' });
    await expect(run(command, ['--check', 'manifest-sha256.txt'], copy)).rejects.toMatchObject({
      code: 1,
    });
  });

  test.for([
    { tool: 'unzip', check: '-tq' },
    { tool: '7zz', check: 't' },
  ] as const)('is whole to $tool', async ({ tool, check }, context) => {
    const command = await find(context, tool);
    await expect(run(command, [check, zipOf(name)])).resolves.toMatchObject({ stderr: '' });
  });

  test('meets the official Data Package schema and its own, by python3-jsonschema', async (context) => {
    const python = await find(context, 'python3-jsonschema');
    const official = existsSync(PROFILE) ? [PROFILE] : [];
    if (official.length === 0) console.log(`skipped: ${PROFILE} is not here; VECTORS_DIR names its folder`);
    const script = join(SCRIPTS, 'check-schemas.py');
    const { stdout } = await run(python, [script, join(bagOf(name), 'data'), ...official]);
    expect(stdout).toBe('');
  });

  test('has tables without a fault for csvclean', async (context) => {
    const csvclean = await find(context, 'csvclean');
    for (const table of await tablesOf(name)) {
      const { stdout } = await run(csvclean, ['-n', join(bagOf(name), 'data', table)], folder);
      expect(`${table}: ${stdout}`).toBe(`${table}: No errors.\n`);
    }
  });

  test.for([
    ['as UTF-8', ['--infilter=CSV:44,34,76,1']],
    ['without being told how', []],
  ] as const)('has no cell that LibreOffice takes for a formula, opened %s', async ([, filter], context) => {
    const office = await find(context, 'LibreOffice');
    const tables = await tablesOf(name);
    const paths = tables.map((table) => join(bagOf(name), 'data', table));
    const profile = `-env:UserInstallation=file://${join(folder, 'libreoffice')}`;
    const out = join(folder, `${name}-${filter.length}`);
    await run(office, [profile, '--headless', ...filter, '--convert-to', 'xlsx', '--outdir', out, ...paths]);
    const books = await readdir(out);
    expect(books).toHaveLength(tables.length);
    for (const book of books) {
      const sheet = await partOf(join(out, book), 'xl/worksheets/sheet1.xml');
      expect(sheet).toContain('<sheetData');
      expect(sheet).not.toMatch(/<f[\s>/]/);
    }
  });

  test('has a card that a vCard parser reads', async (context) => {
    const python = await find(context, 'python3-vobject');
    const { stdout } = await run(python, [
      join(SCRIPTS, 'read-card.py'),
      join(bagOf(name), 'data/contact.vcf'),
    ]);
    const names = JSON.parse(stdout).map(([property]: [string]) => property);
    expect(names.slice(0, 2)).toEqual(['VERSION', 'FN']);
    expect(names).toContain('EMAIL');
    expect(names).not.toContain('NOTE');
  });
});

describe('LibreOffice, which these tests rely on,', () => {
  test('does take an unguarded cell for a formula', async (context) => {
    const office = await find(context, 'LibreOffice');
    await writeFile(join(folder, 'unguarded.csv'), '"a"\r\n"=1+1"\r\n');
    const profile = `-env:UserInstallation=file://${join(folder, 'libreoffice')}`;
    await run(office, [profile, '--headless', '--convert-to', 'xlsx', 'unguarded.csv'], folder);
    expect(await partOf(join(folder, 'unguarded.xlsx'), 'xl/worksheets/sheet1.xml')).toMatch(/<f[\s>]/);
  });
});

describe('A locked archive', () => {
  const probe = (context: TestContext) => find(context, '7zz');

  test('opens in 7-Zip with its password, and what is in it is whole', async (context) => {
    const command = await probe(context);
    const inside = join(folder, 'unlocked');
    await run(command, ['x', `-p${PASSWORD}`, `-o${inside}`, zipOf('locked')]);
    await expect(run(command, ['t', join(inside, 'privacy-desk-request-17.zip')])).resolves.toMatchObject({
      stderr: '',
    });
  });

  test('is refused by 7-Zip with a wrong password, and lists nothing of what it holds', async (context) => {
    const command = await probe(context);
    await expect(run(command, ['t', `-p${PASSWORD}!`, zipOf('locked')])).rejects.toThrow(/Wrong password/);
    const { stdout } = await run(command, ['l', zipOf('locked')]);
    expect(stdout).not.toMatch(/index|csv|export/);
  });
});
