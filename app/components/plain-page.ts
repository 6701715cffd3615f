import { createHash } from 'node:crypto';
import type { Saying } from '../core/saying.ts';
import type { Words } from '../core/words.ts';

const ESCAPES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const escapeHtml = (text: string): string => text.replace(/[&<>"]/g, (character) => ESCAPES[character] ?? '');

export interface Html {
  html: string;
}
/** HTML; a text that fills a gap is escaped. */
export const html = ({ raw }: TemplateStringsArray, ...gaps: (Html | string)[]): Html => ({
  html: String.raw({ raw }, ...gaps.map((gap) => (typeof gap === 'string' ? escapeHtml(gap) : gap.html))),
});
export const NOTHING: Html = { html: '' };

const STYLE = html`
body{margin:0;background:#f1f1f1;color:#303030;font:16px/1.5 Inter,system-ui,sans-serif}
main{box-sizing:border-box;max-width:36rem;margin:12vh auto 0;padding:1.5rem;background:#fff;border-radius:.75rem}
h1{margin:0 0 .5rem;font-size:1.25rem;line-height:1.3}p{margin:.5rem 0 0}
dl{display:grid;grid-template-columns:auto 1fr;gap:.25rem 1rem;margin:1rem 0 0}dt{color:#616161}
dd{margin:0;overflow-wrap:anywhere}code{font:14px/1.5 ui-monospace,monospace}
form{margin:1.25rem 0 0}form p+button{margin-top:1rem}label,summary{display:inline-block;min-height:1.5rem;font-weight:600}
summary{display:list-item;cursor:pointer}details{margin:0 0 1rem}.hint{color:#616161}.error{color:#8e0b21}
input,select,textarea{box-sizing:border-box;width:100%;min-height:2.75rem;margin:.25rem 0 0;padding:.5rem .75rem;
border:1px solid #8a8a8a;border-radius:.5rem;background:#fff;color:inherit;font:inherit}
fieldset{margin:0;padding:0;border:0}legend{padding:0;font-weight:600}.choice{display:flex;gap:.75rem;align-items:center}
.choice input{flex:none;width:1.5rem;min-height:1.5rem;margin:0}.choice label{font-weight:400}
button{min-height:2.75rem;padding:.5rem 1.25rem;border:0;border-radius:.5rem;background:#303030;color:#fff;
font:inherit;font-weight:600;cursor:pointer}:focus-visible{outline:2px solid #005bd3;outline-offset:2px}
`.html.replaceAll('\n', '');
/** The one style of these pages; nothing else is let in, and nothing is run. */
const POLICY = [
  ['default-src', "'none'"],
  ['style-src', `'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`],
  ['base-uri', "'none'"],
  ['frame-ancestors', "'none'"],
];
export const UNLISTED = ['noindex', 'nofollow'].join(', ');

/** A page without scripts, for those who come from outside the Shopify admin; in the language of `words`. */
export function htmlPage(
  { language, t }: Words,
  status: number,
  headers: Record<string, string>,
  { title, body, hasForm = false }: { title: Saying; body: Html; hasForm?: boolean },
): Response {
  const page = html`<!doctype html><html lang="${language}"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="${UNLISTED}">
<title>${t(title)}</title><style>${{ html: STYLE }}</style></head>
<body><main><h1>${t(title)}</h1>${body}</main></body></html>`;
  const policy = [...POLICY, ['form-action', hasForm ? "'self'" : "'none'"]];
  return new Response(page.html, {
    status,
    headers: {
      ...headers,
      'content-language': language,
      'content-type': 'text/html;charset=utf-8',
      'content-security-policy': policy.map((each) => each.join(' ')).join('; '),
    },
  });
}

export interface PlainWords {
  title: Saying;
  paragraphs: Saying[];
}

/** Such a page of words alone. */
export const plainPage = (
  words: Words,
  status: number,
  headers: Record<string, string>,
  { title, paragraphs }: PlainWords,
): Response =>
  htmlPage(words, status, headers, {
    title,
    body: { html: paragraphs.map((paragraph) => html`<p>${words.t(paragraph)}</p>`.html).join('') },
  });

/** A field for a password that is to be read off, with what is wrong about it; a hint is described by `password-hint`. */
export function passwordField(words: { label: string; error: string | null; required?: boolean }): Html {
  const { label, error, required = false } = words;
  const described = ['password-hint', ...(error === null ? [] : ['password-error'])].reverse().join(' ');
  return html`<label for="password">${label}</label>
<input id="password" name="password" type="text" autocomplete="off" autocapitalize="off" spellcheck="false" aria-describedby="${described}"${
    required ? html` required` : NOTHING
  }${error === null ? NOTHING : html` aria-invalid="true"`}>${
    error === null ? NOTHING : html`<span class="error" id="password-error">${error}</span>`
  }`;
}
