/**
 * The page's only style: a document, not an application. One column of readable width, the system's fonts, colours
 * with at least 4.5:1 contrast in light and dark; wide tables scroll by themselves; paper gets everything unfolded.
 */
export const PAGE_STYLE = `
:root { color-scheme: light dark; --paper: #fbfaf6; --sheet: #ffffff; --ink: #1f1e1b; --quiet: #65625a; --line: #dedacf;
  --accent: #14594f; --note: #fdf3dc; --note-line: #b7791f; --calm: #e6f1ec; }
@media (prefers-color-scheme: dark) {
  :root { --paper: #171816; --sheet: #1f211e; --ink: #eceae3; --quiet: #a9a699; --line: #3a3c37;
    --accent: #7fd1c0; --note: #2e2818; --note-line: #d9a441; --calm: #1c2b27; }
}
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; scroll-padding-top: 1rem; }
body { max-width: 52rem; margin: 0 auto; padding: 2.5rem 1.25rem 4rem; background: var(--paper); color: var(--ink);
  font: 1rem/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif; overflow-wrap: anywhere; }
h1, h2 { font-family: ui-serif, "Iowan Old Style", Georgia, "Noto Serif", serif; font-weight: 600; line-height: 1.2;
  text-wrap: balance; }
h1 { font-size: clamp(1.8rem, 6vw, 2.6rem); margin: 0.2rem 0 1.2rem; }
h2 { font-size: 1.45rem; margin: 0 0 0.6rem; }
h3 { display: inline; font-size: 1rem; margin: 0; }
p { margin: 0 0 0.7rem; max-width: 42rem; }
a { color: var(--accent); text-underline-offset: 0.15em; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; border-radius: 2px; }
.kicker { margin: 0; color: var(--quiet); }
.lead { font-size: 1.15rem; }
.quiet { color: var(--quiet); font-weight: 400; }
.number { font-variant-numeric: tabular-nums; white-space: nowrap; }
bdi { white-space: pre-line; }
header { border-bottom: 1px solid var(--line); margin-bottom: 1.5rem; }
nav, section { margin-top: 2.75rem; }
.notice { margin-top: 1.75rem; padding: 1.1rem 1.25rem 0.6rem; background: var(--note);
  border-left: 4px solid var(--note-line); border-radius: 0 6px 6px 0; }
.calm { background: var(--calm); border-color: var(--accent); }
.notice h2 { font-size: 1.25rem; }
ul.gaps { margin: 0; padding: 0; list-style: none; }
.gaps li { padding: 0.7rem 0 0.1rem; border-top: 1px solid var(--note-line); }
.calm .gaps li { border-color: var(--line); }
.gaps p { margin-bottom: 0.35rem; }
ul.contents { margin: 0; padding: 0; list-style: none; border-top: 1px solid var(--line); }
.contents li { padding: 0.6rem 0; border-bottom: 1px solid var(--line); }
.entry { display: flex; justify-content: space-between; gap: 1rem; font-weight: 600; }
.entry .quiet { white-space: nowrap; font-variant-numeric: tabular-nums; }
.what { display: block; color: var(--quiet); }
.empty { margin-top: 1.1rem; color: var(--quiet); }
.empty p { margin-bottom: 0.2rem; }
.empty ul { margin: 0; padding: 0; list-style: none; }
.empty li { display: inline; }
.empty li:not(:last-child)::after { content: " · "; }
.files > summary { font-weight: 600; }
.files > p { margin-top: 0.6rem; }
em { font-style: normal; }
.sheet { margin: 0.6rem 0; padding: 0.4rem 1rem; background: var(--sheet); border: 1px solid var(--line);
  border-radius: 8px; }
summary { padding: 0.3rem 0; cursor: pointer; }
summary .quiet { margin-left: 0.6em; }
dl { margin: 0; }
dl > div { display: grid; grid-template-columns: minmax(8rem, 13rem) 1fr; gap: 0 1.25rem; padding: 0.4rem 0;
  border-top: 1px solid var(--line); }
.sheet > dl > div:first-child, dd dl > div:first-child { border-top: 0; }
dt { color: var(--quiet); }
dd { margin: 0; min-width: 0; }
dd dl > div { grid-template-columns: minmax(6rem, 9rem) 1fr; padding: 0.15rem 0; border-top: 0; }
dd ol, dd ul { margin: 0; padding-left: 1.4rem; }
dd ol > li { padding-bottom: 0.5rem; }
dd ol > li::marker { color: var(--quiet); }
ul.plain { padding: 0; list-style: none; }
.scroll { overflow-x: auto; border: 1px solid var(--line); border-radius: 8px; background: var(--sheet); }
table { width: 100%; border-collapse: collapse; font-size: 0.94rem; overflow-wrap: normal; }
caption { padding: 0.6rem 0.9rem; text-align: left; color: var(--quiet); }
th, td { padding: 0.5rem 0.9rem; border-top: 1px solid var(--line); text-align: left; vertical-align: top; }
td { min-width: 7rem; max-width: 26rem; overflow-wrap: anywhere; }
thead th { white-space: nowrap; color: var(--quiet); font-weight: 500; }
tbody th { font-weight: 600; white-space: nowrap; }
code { display: block; min-width: 14rem; font: 0.78rem/1.4 ui-monospace, "SF Mono", Menlo, Consolas, monospace;
  color: var(--quiet); }
.more { margin-top: 0.9rem; padding: 0.6rem 0.9rem; border: 1px dashed var(--line); border-radius: 8px; }
footer { margin-top: 3rem; padding-top: 1rem; border-top: 1px solid var(--line); }
@media (max-width: 36rem) {
  body { padding: 1.5rem 1rem 3rem; }
  .entry { display: block; }
  .entry .quiet { margin-left: 0.4rem; }
  .sheet { padding: 0.4rem 0.8rem; }
  dl > div, dd dl > div { display: block; }
  dt { font-size: 0.88rem; }
}
@media print {
  :root { --paper: #fff; --sheet: #fff; --ink: #000; --quiet: #444; --line: #bbb; --accent: #000; --note: #fff; --calm: #fff; }
  body { max-width: none; padding: 0; font-size: 10pt; }
  a { text-decoration: none; }
  .scroll { overflow: visible; }
  .sheet, tr { break-inside: avoid-page; }
  h2 { break-after: avoid; }
  details::details-content { content-visibility: visible; block-size: auto; }
}
`;
