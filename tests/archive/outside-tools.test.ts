import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { JsonObject } from '#app/core/store.ts';
import { archiveOf } from './read-archive.ts';
import { collectionOf, dossierOf, orders } from './sample.ts';

const run = promisify(execFile);

/** Whether the tool is on this machine; tests say why they are skipped. */
async function missing(tool: string, ...version: string[]): Promise<string | null> {
  return run(tool, version).then(
    () => null,
    () => `${tool} is not installed here`,
  );
}

const HOSTILE: JsonObject[] = [
  { name: '=1+1', note: 'line one\r\nline "two"', '=cmd|x': '@x', deep: { amount: '-12.50', empty: null } },
  { name: 'Zoë 💌 مرحبا', note: '\0=1', tags: ['a', 'b'], '=cmd|x': null, deep: null },
];

/** What Python's own zipfile, csv and json make of the archive, as JSON. */
const READ = `
import csv, hashlib, io, json, sys, zipfile
archive = zipfile.ZipFile(sys.argv[1])
assert archive.testzip() is None
read = lambda name: archive.read(name)
tables = {n: list(csv.reader(io.StringIO(read(n).decode('utf-8-sig'), newline=''), strict=True))
          for n in archive.namelist() if n.endswith('.csv')}
json.dump({'names': archive.namelist(), 'times': sorted({i.date_time for i in archive.infolist()}),
           'export': json.loads(read('export.json')), 'tables': tables,
           'hashes': {n: hashlib.sha256(read(n)).hexdigest() for n in archive.namelist()},
           'page': read('index.html').decode('utf-8')}, sys.stdout)
`;

let folder: string;
let path: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'archive-'));
  path = join(folder, 'archive.zip');
  const dossier = dossierOf([collectionOf('hostile', HOSTILE), collectionOf('orders', orders(1_000))]);
  await writeFile(path, await archiveOf(dossier));
});

afterAll(() => rm(folder, { recursive: true, force: true }));

test("Python's zipfile, csv and json read the archive as it is meant", async ({ skip }) => {
  const reason = await missing('python3', '--version');
  if (reason) skip(reason);
  const { stdout } = await run('python3', ['-c', READ, path], {
    maxBuffer: 64 << 20,
    env: { ...process.env, PYTHONIOENCODING: 'utf-8' },
  });
  const { names, times, export: json, tables, hashes, page } = JSON.parse(stdout);
  expect(names).toEqual(['export.json', 'hostile.csv', 'orders.csv', 'index.html']);
  expect(times).toEqual([[2026, 11, 3, 9, 30, 0]]);
  expect(json.collections.hostile.records).toEqual(HOSTILE);
  expect(json.collections.orders.records).toEqual(orders(1_000));
  expect(tables['hostile.csv']).toEqual([
    ['name', 'note', "'=cmd|x", 'deep.amount', 'deep.empty', 'tags'],
    ["'=1+1", 'line one\r\nline "two"', "'@x", '-12.50', '', ''],
    ['Zoë 💌 مرحبا', "'=1", '', '', '', 'a; b'],
  ]);
  expect(tables['orders.csv']).toHaveLength(1_001);
  expect(page).toContain(hashes['export.json']);
  expect(page).toContain(hashes['orders.csv']);
});

test.for([
  { tool: 'unzip', version: '-v', check: '-t' },
  { tool: '7zz', version: 'i', check: 't' },
])('$tool finds no fault in the archive', async ({ tool, version, check }, { skip }) => {
  const reason = await missing(tool, version);
  if (reason) skip(reason);
  await expect(run(tool, [check, path])).resolves.toMatchObject({ stderr: '' });
});
