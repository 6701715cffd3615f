import type { Dossier } from '../../core/dossier.ts';
import type { WrittenFile } from './file.ts';
import { html, type Markup } from './markup.ts';
import { sizeText } from './words.ts';

/** What the files are that are no table. */
const FILES: Readonly<Record<string, string>> = {
  'export.json': 'All of this copy, nothing shortened, for other programs',
  'schema/export.schema.json': 'How export.json is built, for programmers (JSON Schema)',
  'datapackage.json': 'What the columns of the tables mean, for programs (Data Package)',
  'contact.vcf': 'Your name, addresses and numbers, for an address book',
};

/** The files beside the page. Folded: whoever wants them looks for them, and the fingerprints are long. */
export function fileTable({ collections }: Dossier, files: readonly WrittenFile[]): Markup {
  const titles = new Map(collections.map(({ name, title }) => [`${name}.csv`, title]));
  const what = (path: string) => {
    const title = titles.get(path);
    return title === undefined ? html`${FILES[path] ?? null}` : html`<bdi>${title}</bdi>: a table`;
  };
  const rows = files.map(
    ({
      path,
      bytes,
      sha256,
    }) => html`<tr><th scope="row"><a href="${path}">${path}</a></th><td>${what(path)}</td>
<td class="number">${sizeText(bytes)}</td><td><code>${sha256}</code></td></tr>
`,
  );
  return html`<section><h2>The files of this copy</h2>
<p>This page leaves out empty fields and shortens long lists and texts. The tables (.csv) have every record, for
spreadsheets; a text that a spreadsheet could mistake for a formula begins there with an apostrophe (') that is not part
of it. <a href="export.json">export.json</a> has all of this copy, nothing shortened.</p>
<details class="files"><summary>All ${files.length} files, with their size and fingerprint</summary>
<p>The fingerprint tells whether a file is still as it was when this copy was made.</p>
<div class="scroll" role="region" aria-label="Files" tabindex="0"><table>
<caption>Files beside this page</caption>
<thead><tr><th scope="col">File</th><th scope="col">What it holds</th><th scope="col">Size</th><th scope="col">Fingerprint (SHA-256)</th></tr></thead>
<tbody>
${rows}</tbody></table></div></details></section>
`;
}
