import { createHash } from 'node:crypto';
import { type ArchiveContent, type Dossier, recordCount } from '../../core/dossier.ts';
import type { WrittenFile } from './file.ts';
import { html, Markup } from './markup.ts';
import { collectionPart } from './page-collection.ts';
import { contents } from './page-contents.ts';
import { fileTable } from './page-files.ts';
import { notices } from './page-notices.ts';
import { PAGE_STYLE } from './page-style.ts';
import { emptyShape, type Shape } from './shape.ts';
import { countText, dayText } from './words.ts';

const STYLE = new Markup(PAGE_STYLE);

/** Besides everything being escaped, the page forbids the browser to load or run anything but its own style. */
const POLICY = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(PAGE_STYLE).digest('base64')}'`,
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

/** What differs between the two contents in what the page says of itself. */
const WORDS = {
  access: {
    title: 'Your data at',
    held: 'holds about you',
    none: 'No data is held about you',
    searched: 'searched for data about you and found none',
    extent: null,
  },
  portability: {
    title: 'The data you gave to',
    held: 'has from you',
    none: 'No data from you is held',
    searched: 'searched for data that you gave, or that was recorded as you used the shop, and found none',
    extent: html`<p>It is made for taking elsewhere, and has what you gave to the shop and what was recorded as you used
it. What the shop or others worked out about you, such as totals, scores or groups, is not part of it: ask the shop
for a copy of everything it holds about you if you want that too.</p>
`,
  },
} as const satisfies Record<ArchiveContent, Record<string, string | Markup | null>>;

/**
 * The page a person opens: what this is, what could not be had, what each part is and where it comes from, then the
 * records. It needs no network, no script and no knowledge of files.
 */
export async function* page(
  dossier: Dossier,
  shapes: ReadonlyMap<string, Shape>,
  files: readonly WrittenFile[],
): AsyncGenerator<string> {
  yield head(dossier).text;
  yield html`<main>\n${answer(dossier)}${notices(dossier)}${contents(dossier)}`.text;
  for (const collection of dossier.collections)
    if (collection.count > 0) yield* collectionPart(collection, shapes.get(collection.name) ?? emptyShape());
  yield html`${fileTable(dossier, files)}</main>\n${foot(dossier)}</body>\n</html>\n`.text;
}

function head({ shop, request, content }: Dossier): Markup {
  const { title } = WORDS[content];
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<title>${title} ${shop.name}</title>
<style>${STYLE}</style>
</head>
<body>
<header>
<p class="kicker">Request ${request.number}, received on <time datetime="${request.receivedAt}">${dayText(new Date(request.receivedAt))}</time></p>
<h1>${title} <bdi>${shop.name}</bdi></h1>
</header>
`;
}

/** The answer in a few sentences. That nothing was found is an answer too, and only a full one without gaps. */
function answer(dossier: Dossier): Markup {
  const { shop, collections, content, gaps } = dossier;
  const { held, extent } = WORDS[content];
  const total = recordCount(dossier);
  if (total === 0) return nothing(dossier, gaps.length > 0);
  const parts = collections.filter(({ count }) => count > 0).length;
  return html`<p class="lead">This is a copy of the personal data that <bdi>${shop.name}</bdi>
(<bdi>${shop.domain}</bdi>) ${held}: ${countText(total, 'record')} in ${countText(parts, 'part')}.</p>
${extent}<p>You can read it on this page, without a connection to the internet. The files beside this page hold the
same data for spreadsheets and other programs.</p>
`;
}

function nothing({ shop, content }: Dossier, incomplete: boolean): Markup {
  const { none, searched, extent } = WORDS[content];
  const elsewhere = html`<p>If you have also used another e-mail address, phone number or name with this shop, tell the
shop: data may be held under those.</p>`;
  if (incomplete)
    return html`<section class="notice"><h2>No data was found where the shop could look</h2>
<p><bdi>${shop.name}</bdi> (<bdi>${shop.domain}</bdi>) ${searched}. Some places could not be searched, so this answer
is not complete yet; they are named below.</p>
${elsewhere}</section>
${extent}`;
  return html`<section class="notice calm"><h2>${none}</h2>
<p><bdi>${shop.name}</bdi> (<bdi>${shop.domain}</bdi>) ${searched}. This is the complete answer to your request:
nothing was left out, and no place failed to answer.</p>
${elsewhere}</section>
${extent}`;
}

function foot({ shop, rendererVersion }: Dossier): Markup {
  const where = shop.contact ?? shop.domain;
  return html`<footer>
<p>Is something wrong or hard to understand? Ask <bdi>${shop.name}</bdi>: <bdi>${where}</bdi></p>
<p class="quiet">Keep this copy in a safe place: it is about you. Format ${rendererVersion}.</p>
</footer>
`;
}
