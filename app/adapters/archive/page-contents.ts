import type { Collection, Dossier } from '../../core/dossier.ts';
import { html, type Markup } from './markup.ts';
import { partId } from './page-collection.ts';
import { countText } from './words.ts';

/** Where the shop looked: the parts that hold something, with a link each, and the others in a line or two. */
export function contents({ collections, gaps, content }: Dossier): Markup | null {
  if (collections.length === 0) return null;
  const incomplete = new Set(gaps.map(({ collection }) => collection));
  const filled = collections.filter(({ count }) => count > 0);
  const empty = collections.filter(({ count }) => count === 0);
  const whole = gaps.length === 0 ? html`<p>Every one of these places was searched in full.</p>\n` : null;
  const parts = filled.map((collection) => entry(collection, incomplete.has(collection.name)));
  const list = parts.length > 0 ? html`<ul class="contents">\n${parts}</ul>\n` : null;
  const none = content === 'access' ? 'Looked there, nothing held' : 'Looked there, nothing from you held';
  return html`<nav aria-labelledby="contents"><h2 id="contents">Where the shop looked</h2>
${whole}${list}${aside(
  none,
  empty.filter(({ name }) => !incomplete.has(name)),
)}${aside(
  html`Looked there, nothing found, <a href="#missing">some missing</a>`,
  empty.filter(({ name }) => incomplete.has(name)),
)}</nav>
`;
}

function entry({ name, title, what, count }: Collection, incomplete: boolean): Markup {
  const missing = incomplete ? html`, <a href="#missing">some missing</a>` : null;
  return html`<li><span class="entry"><a href="#${partId(name)}"><bdi>${title}</bdi></a>
<span class="quiet">${countText(count, 'record')}${missing}</span></span>
<span class="what"><bdi>${what}</bdi></span></li>
`;
}

/** Nothing found is only "nothing held" where the search was complete. */
function aside(label: string | Markup, collections: Collection[]): Markup | null {
  if (collections.length === 0) return null;
  const titles = collections.map(({ title }) => html`<li><bdi>${title}</bdi></li>\n`);
  return html`<div class="empty"><p>${label}:</p>
<ul>
${titles}</ul></div>
`;
}
