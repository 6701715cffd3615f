import { type Dossier, requireRenderable } from '../../core/dossier.ts';
import {
  bagDeclaration,
  bagInfo,
  folderName,
  MANIFEST,
  manifest,
  PAYLOAD,
  readMe,
  TAG_MANIFEST,
} from './bag.ts';
import { contact } from './contact.ts';
import { csv } from './csv.ts';
import { dataPackage } from './data-package.ts';
import { exportJson } from './export-json.ts';
import { EXPORT_SCHEMA_PATH, exportSchemaText } from './export-schema.ts';
import { type ArchiveFile, textFile, type WrittenFile } from './file.ts';
import { page } from './page.ts';
import { sealArchive } from './seal.ts';
import { columns, emptyShape, type Shape } from './shape.ts';
import { zip } from './zip.ts';

/**
 * The archive of a dossier as a ZIP that unpacks to one folder, a BagIt bag: in `data/` the page `index.html`,
 * `export.json` with its schema, a table per collection that holds something, their descriptor and the person's
 * card; around it what tells whether all of it is as it was. The same dossier gives the same bytes.
 *
 * Records are never held: each collection is read twice in full and once in part. `export.json` comes first and
 * teaches the shape of the records, without which no table could begin with its columns; then the tables; then the
 * page, which reads the records it shows and lists the files with the size and hash they have got by then.
 * @param options a password locks the archive, see `sealArchive`
 * @throws Failure at once when the dossier cannot be rendered; later, through the stream, what `records()` throws
 */
export function renderArchive(
  dossier: Dossier,
  { password }: { password?: string } = {},
): ReadableStream<Uint8Array> {
  requireRenderable(dossier);
  const modifiedAt = new Date(dossier.request.receivedAt);
  const folder = folderName(dossier);
  const render = () => zip(inFolder(folder, archiveFiles(dossier)), { modifiedAt });
  return password === undefined
    ? render()
    : sealArchive(render(), { fileName: `${folder}.zip`, modifiedAt, password });
}

async function* inFolder(folder: string, files: AsyncIterable<ArchiveFile>): AsyncGenerator<ArchiveFile> {
  for await (const { path, content } of files) yield { path: `${folder}/${path}`, content };
}

/** The frame: what is known before the payload, the payload, and what can be said of it afterwards. */
export async function* archiveFiles(dossier: Dossier): AsyncGenerator<ArchiveFile> {
  const tags: WrittenFile[] = [];
  yield textFile('READ-ME-FIRST.txt', [readMe(dossier)], tags);
  yield textFile('bagit.txt', [bagDeclaration()], tags);
  const payload: WrittenFile[] = [];
  for await (const { path, content } of payloadFiles(dossier, payload))
    yield { path: PAYLOAD + path, content };
  const inBag = payload.map((file) => ({ ...file, path: PAYLOAD + file.path }));
  yield textFile('bag-info.txt', [bagInfo(dossier, payload)], tags);
  yield textFile(MANIFEST, [manifest(inBag)], tags);
  yield textFile(TAG_MANIFEST, [manifest(tags)], []);
}

async function* payloadFiles(dossier: Dossier, written: WrittenFile[]): AsyncGenerator<ArchiveFile> {
  const shapes = new Map<string, Shape>();
  yield textFile(EXPORT_SCHEMA_PATH, [exportSchemaText()], written);
  yield textFile('export.json', exportJson(dossier, shapes), written);
  for (const collection of dossier.collections.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    const all = columns(shapes.get(collection.name) ?? emptyShape());
    if (all.length > 0) yield textFile(`${collection.name}.csv`, csv(collection, all), written);
  }
  const card = await contact(dossier);
  if (card !== null) yield textFile('contact.vcf', [card], written);
  yield textFile('datapackage.json', [dataPackage(dossier, shapes, written)], written);
  yield textFile('index.html', page(dossier, shapes, written), written);
}
