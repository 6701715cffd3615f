import { Uint8ArrayReader, Uint8ArrayWriter, ZipReader } from '@zip.js/zip.js';
import { folderName, PAYLOAD } from '#app/adapters/archive/bag.ts';
import { renderArchive } from '#app/adapters/archive/render.ts';
import type { Dossier } from '#app/core/dossier.ts';

export async function archiveOf(dossier: Dossier): Promise<Uint8Array> {
  return new Uint8Array(await new Response(renderArchive(dossier)).arrayBuffer());
}

/** The files of a rendered dossier, in the archive's order, by their paths within its folder. */
export async function filesOf(dossier: Dossier): Promise<Map<string, Uint8Array>> {
  const reader = new ZipReader(new Uint8ArrayReader(await archiveOf(dossier)), { useWebWorkers: false });
  const folder = `${folderName(dossier)}/`;
  const files = new Map<string, Uint8Array>();
  for (const entry of await reader.getEntries()) {
    if (entry.directory) throw new Error(`${entry.filename} is a folder`);
    if (!entry.filename.startsWith(folder)) throw new Error(`${entry.filename} is outside of ${folder}`);
    files.set(entry.filename.slice(folder.length), await entry.getData(new Uint8ArrayWriter()));
  }
  await reader.close();
  return files;
}

/** A file of the payload. */
export async function textOf(dossier: Dossier, path: string): Promise<string> {
  const file = (await filesOf(dossier)).get(PAYLOAD + path);
  if (!file) throw new Error(`the archive holds no ${path}`);
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(file);
}

/** RFC 4180, read strictly: quotes doubled within quotes, CRLF between rows. Without the byte order mark. */
export function csvRows(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let at = text.startsWith('\uFEFF') ? 1 : 0;
  const field = /"((?:[^"]|"")*)"|([^",\r\n]*)/y;
  while (at < text.length) {
    field.lastIndex = at;
    const [whole = '', quoted, bare = ''] = field.exec(text) ?? [];
    row.push(quoted?.replaceAll('""', '"') ?? bare);
    at += whole.length;
    if (text.startsWith('\r\n', at)) {
      rows.push(row);
      row = [];
      at += 2;
    } else if (text[at] === ',') at += 1;
    else throw new Error(`row ${rows.length + 1} is not RFC 4180`);
  }
  return rows;
}
