import type { Dossier } from '../../core/dossier.ts';
import { html, type Markup } from './markup.ts';
import { countText } from './words.ts';

/** What the person should know before the records: what is missing, what was left out, what is held and not shown. */
export function notices(dossier: Dossier): Markup {
  const titles = new Map(dossier.collections.map(({ name, title }) => [name, title]));
  const titleOf = (name: string) => titles.get(name) ?? name;
  return html`${missing(dossier, titleOf)}${leftOut(dossier, titleOf)}${masked(dossier, titleOf)}`;
}

type TitleOf = (name: string) => string;

/** "Orders, Returns and Refunds", each name apart from its neighbours whatever its direction. */
function namesOf(names: string[], titleOf: TitleOf): Markup {
  const parts = [...new Set(names.map(titleOf))].map((title, at, all) => {
    const before = at === 0 ? '' : at === all.length - 1 ? ' and ' : ', ';
    return html`${before}<bdi>${title}</bdi>`;
  });
  return html`${parts}`;
}

/** One entry per reason: a single missing permission may concern many parts. */
function missing({ gaps }: Dossier, titleOf: TitleOf): Markup | null {
  if (gaps.length === 0) return null;
  const alike = Map.groupBy(gaps, ({ reason, remedy }) => JSON.stringify([reason, remedy]));
  const items = [...alike.values()].map((group) => {
    const [first] = group;
    return html`<li><strong>${namesOf(
      group.map(({ collection }) => collection),
      titleOf,
    )}</strong>
<p><bdi>${first?.reason ?? null}</bdi></p>
<p><span class="quiet">What helps:</span> <bdi>${first?.remedy ?? null}</bdi></p></li>
`;
  });
  return html`<section class="notice"><h2 id="missing">What is missing</h2>
<p>The following could not be included, in whole or in part. That does not mean that nothing is held there.</p>
<ul class="gaps">
${items}</ul></section>
`;
}

function leftOut({ leftOut: entries }: Dossier, titleOf: TitleOf): Markup | null {
  if (entries.length === 0) return null;
  const items = entries.map(
    ({ collection, count, reason }) =>
      html`<li><strong><bdi>${titleOf(collection)}</bdi></strong>, in ${countText(count, 'place')}
<p><bdi>${reason}</bdi></p></li>
`,
  );
  return html`<section class="notice calm"><h2 id="left-out">What was left out, and why</h2>
<p>The shop looked through the data before it gave it to you, and left out what it may not give away. Where something
was left out, its place says so.</p>
<ul class="gaps">
${items}</ul></section>
`;
}

function masked({ masked: entries }: Dossier, titleOf: TitleOf): Markup | null {
  if (entries.length === 0) return null;
  const items = entries.map(
    ({ what, collections }) =>
      html`<li><strong><bdi>${what.charAt(0).toUpperCase() + what.slice(1)}</bdi></strong>, in ${namesOf([...collections], titleOf)}</li>
`,
  );
  return html`<section class="notice calm"><h2 id="held">Held, but not shown</h2>
<p>The shop holds the following about you. The law forbids to send it, because someone who posed as you could do harm
with it (California, 11 CCR 7024(d)). Its place says so instead.</p>
<ul class="gaps">
${items}</ul></section>
`;
}
