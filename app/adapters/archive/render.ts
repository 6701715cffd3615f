import { type Dossier, requireRenderable } from '../../core/dossier.ts';
import { csv } from './csv.ts';
import { exportJson } from './export-json.ts';
import { type ArchiveFile, textFile, type WrittenFile } from './file.ts';
import { page } from './page.ts';
import { columns, emptyShape, type Shape } from './shape.ts';
import { zip } from './zip.ts';

/**
 * The archive of a dossier as a ZIP: `export.json`, a table per collection that holds something, and the page
 * `index.html`. The same dossier gives the same bytes.
 *
 * Records are never held: each collection is read twice in full and once in part. `export.json` comes first and
 * teaches the shape of the records, without which no table could begin with its columns; then the tables; then the
 * page, which reads the records it shows and lists the files with the size and hash they have got by then.
 * @throws Failure at once when the dossier cannot be rendered; later, through the stream, what `records()` throws
 */
export function renderArchive(dossier: Dossier): ReadableStream<Uint8Array> {
  requireRenderable(dossier);
  return zip(archiveFiles(dossier), new Date(dossier.request.receivedAt));
}

async function* archiveFiles(dossier: Dossier): AsyncGenerator<ArchiveFile> {
  const shapes = new Map<string, Shape>();
  const written: WrittenFile[] = [];
  yield textFile('export.json', exportJson(dossier, shapes), written);
  for (const collection of dossier.collections.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    const paths = columns(shapes.get(collection.name) ?? emptyShape());
    if (paths.length > 0) yield textFile(`${collection.name}.csv`, csv(collection, paths), written);
  }
  yield textFile('index.html', page(dossier, shapes, written), written);
}
