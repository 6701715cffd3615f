import { createHash } from 'node:crypto';
import { type Dossier, recordCount } from '../../core/dossier.ts';
import type { WrittenFile } from './file.ts';
import { html, Markup } from './markup.ts';
import { collectionPart, partId } from './page-collection.ts';
import { PAGE_STYLE } from './page-style.ts';
import { emptyShape, type Shape } from './shape.ts';
import { countText, dayText, sizeText } from './words.ts';

const STYLE = new Markup(PAGE_STYLE);

/** Besides everything being escaped, the page forbids the browser to load or run anything but its own style. */
const POLICY = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(PAGE_STYLE).digest('base64')}'`,
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

/**
 * The page a person opens: what this is, what could not be had, what each part is and where it comes from, then the
 * records. It needs no network, no script and no knowledge of files.
 */
export async function* page(
  dossier: Dossier,
  shapes: Map<string, Shape>,
  files: readonly WrittenFile[],
): AsyncGenerator<string> {
  yield head(dossier).text;
  yield html`<main>\n${answer(dossier)}${missing(dossier)}${contents(dossier)}`.text;
  for (const collection of dossier.collections)
    if (collection.count > 0) yield* collectionPart(collection, shapes.get(collection.name) ?? emptyShape());
  yield html`${fileTable(dossier, files)}</main>\n${foot(dossier)}</body>\n</html>\n`.text;
}

function head({ shop, request }: Dossier): Markup {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<title>Your data at ${shop.name}</title>
<style>${STYLE}</style>
</head>
<body>
<header>
<p class="kicker">Request ${request.number}, received on <time datetime="${request.receivedAt}">${dayText(new Date(request.receivedAt))}</time></p>
<h1>Your data at <bdi>${shop.name}</bdi></h1>
</header>
`;
}

/** The answer in a few sentences. That nothing was found is an answer too, and only a full one without gaps. */
function answer(dossier: Dossier): Markup {
  const { shop, collections, gaps } = dossier;
  const total = recordCount(dossier);
  if (collections.some(({ count, procedural }) => count > 0 && !procedural)) {
    const parts = collections.filter(({ count }) => count > 0).length;
    return html`<p class="lead">This is a copy of the personal data that <bdi>${shop.name}</bdi>
(<bdi>${shop.domain}</bdi>) holds about you: ${countText(total, 'record')} in ${countText(parts, 'part')}.</p>
<p>You can read it on this page, without a connection to the internet. The files beside this page hold the
same data for spreadsheets and other programs.</p>
`;
  }
  const procedure =
    total > 0
      ? html`<p>What stands below is the record of your requests themselves: that you asked, and what was done.</p>
`
      : null;
  const elsewhere = html`<p>If you have also used another e-mail address, phone number or name with this shop, tell the
shop: data may be held under those.</p>`;
  if (gaps.length > 0)
    return html`<section class="notice"><h2>No data was found where the shop could look</h2>
<p><bdi>${shop.name}</bdi> (<bdi>${shop.domain}</bdi>) searched for data about you and found none. Some places could
not be searched, so this answer is not complete yet; they are named below.</p>
${procedure}${elsewhere}</section>
`;
  return html`<section class="notice calm"><h2>No data is held about you</h2>
<p><bdi>${shop.name}</bdi> (<bdi>${shop.domain}</bdi>) searched for data about you and found none. This is the
complete answer to your request: nothing was left out, and no place failed to answer.</p>
${procedure}${elsewhere}</section>
`;
}

function missing({ gaps, collections }: Dossier): Markup | null {
  if (gaps.length === 0) return null;
  const title = (name: string) => collections.find((collection) => collection.name === name)?.title ?? name;
  const items = gaps.map(
    ({ collection, reason, remedy }) => html`<li><strong><bdi>${title(collection)}</bdi></strong>
<p><bdi>${reason}</bdi></p>
<p><span class="quiet">What helps:</span> <bdi>${remedy}</bdi></p></li>
`,
  );
  return html`<section class="notice"><h2 id="missing">What is missing</h2>
<p>The following could not be included, in whole or in part. That does not mean that nothing is held there.</p>
<ul class="gaps">
${items}</ul></section>
`;
}

function contents({ collections, gaps }: Dossier): Markup | null {
  if (collections.length === 0) return null;
  const incomplete = new Set(gaps.map(({ collection }) => collection));
  const items = collections.map((collection) => {
    const { name, title, what, count } = collection;
    const label = html`<bdi>${title}</bdi>`;
    return html`<li><span class="entry">${count > 0 ? html`<a href="#${partId(name)}">${label}</a>` : label}
<span class="quiet">${found(count, incomplete.has(name))}</span></span>
<span class="what"><bdi>${what}</bdi></span></li>
`;
  });
  const whole = gaps.length === 0 ? html`<p>Every one of these places was searched in full.</p>\n` : null;
  return html`<nav aria-labelledby="contents"><h2 id="contents">Where the shop looked</h2>
${whole}<ul class="contents">
${items}</ul></nav>
`;
}

/** Nothing found is only "nothing held" where the search was complete. */
function found(count: number, incomplete: boolean): Markup {
  const missing = html`<a href="#missing">some missing</a>`;
  if (count > 0) return html`${countText(count, 'record')}${incomplete ? html`, ${missing}` : null}`;
  return incomplete ? html`nothing found, ${missing}` : html`nothing held`;
}

function fileTable({ collections }: Dossier, files: readonly WrittenFile[]): Markup {
  const titles = new Map(collections.map(({ name, title }) => [`${name}.csv`, title]));
  const what = ({ path }: WrittenFile) => {
    const title = titles.get(path);
    return title === undefined
      ? html`Everything, exactly as it was received, for other programs`
      : html`<bdi>${title}</bdi>: a table for spreadsheets`;
  };
  const rows = files.map(
    (file) => html`<tr><th scope="row"><a href="${file.path}">${file.path}</a></th><td>${what(file)}</td>
<td class="number">${sizeText(file.bytes)}</td><td><code>${file.sha256}</code></td></tr>
`,
  );
  return html`<section><h2>The files of this copy</h2>
<p>This page leaves out empty fields and shortens long lists; the files have everything. In the tables, a text that a
spreadsheet could mistake for a formula begins with an apostrophe (') that is not part of it. The fingerprint tells
whether a file is still as it was when this copy was made.</p>
<div class="scroll" role="region" aria-label="Files" tabindex="0"><table>
<caption>Files beside this page</caption>
<thead><tr><th scope="col">File</th><th scope="col">What it holds</th><th scope="col">Size</th><th scope="col">Fingerprint (SHA-256)</th></tr></thead>
<tbody>
${rows}</tbody></table></div></section>
`;
}

function foot({ shop, rendererVersion }: Dossier): Markup {
  const where = shop.contact ?? shop.domain;
  return html`<footer>
<p>Is something wrong or hard to understand? Ask <bdi>${shop.name}</bdi>: <bdi>${where}</bdi></p>
<p class="quiet">Keep this copy in a safe place: it is about you. Format ${rendererVersion}.</p>
</footer>
`;
}
