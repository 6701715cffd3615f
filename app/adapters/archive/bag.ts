import type { Dossier } from '../../core/dossier.ts';
import type { WrittenFile } from './file.ts';
import { lineText } from './words.ts';

/**
 * The frame around the files: a BagIt 1.0 bag (RFC 8493), so that anyone can check with coreutils whether everything
 * is there and as it was. In the ZIP it is one folder, so that unpacking it spills nothing into others.
 */
export const PAYLOAD = 'data/';
export const MANIFEST = 'manifest-sha256.txt';
export const TAG_MANIFEST = 'tagmanifest-sha256.txt';

/** The folder that the archive unpacks to, and the name of the file that holds it. */
export const folderName = ({ request }: Dossier): string => `privacy-desk-request-${request.number}`;

export const bagDeclaration = (): string => 'BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n';

/** Tells what the bag is; nothing of the machine or the moment that made it, which would change its bytes. */
export function bagInfo(dossier: Dossier, payload: readonly WrittenFile[]): string {
  const bytes = payload.reduce((sum, file) => sum + file.bytes, 0);
  const { shop, request, rendererVersion } = dossier;
  const lines = [
    ['Source-Organization', shop.name],
    ['External-Identifier', `${shop.domain} request ${request.number}`],
    ['External-Description', `Personal data, answer to a request of ${request.receivedAt.slice(0, 10)}`],
    ['Bag-Software-Agent', `Privacy Desk, archive format ${rendererVersion}`],
    ['Payload-Oxum', `${bytes}.${payload.length}`],
  ];
  return lines.map(([label, value = '']) => `${label}: ${lineText(value)}\n`).join('');
}

/** As `sha256sum -c` reads it. The paths are ours and have nothing in them that would need escaping. */
export function manifest(files: readonly WrittenFile[]): string {
  return files
    .toSorted((a, b) => (a.path < b.path ? -1 : 1))
    .map(({ path, sha256 }) => `${sha256}  ${path}\n`)
    .join('');
}

/** For the person who unpacked the ZIP and sees files of a kind they do not know. */
export const readMe = ({ shop }: Dossier): string => `Your data at ${lineText(shop.name)}

Open the file "index.html" in the folder "data": it shows everything in your
browser, and needs no connection to the internet.

The other files in "data" are the same data for spreadsheets and other programs.
The files beside this one tell programs whether anything was changed since:

    sha256sum -c ${MANIFEST}
`;
