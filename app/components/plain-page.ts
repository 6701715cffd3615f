import { createHash } from 'node:crypto';

const ESCAPES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
export const escapeHtml = (text: string): string =>
  text.replace(/[&<>"]/g, (character) => ESCAPES[character] ?? '');

const STYLE = [
  'body{margin:0;background:#f1f1f1;color:#303030;font:16px/1.5 Inter,system-ui,sans-serif}',
  'main{box-sizing:border-box;max-width:36rem;margin:12vh auto 0;padding:1.5rem;background:#fff;border-radius:.75rem}',
  'h1{margin:0 0 .5rem;font-size:1.25rem;line-height:1.3}p{margin:.5rem 0 0}',
  'dl{display:grid;grid-template-columns:auto 1fr;gap:.25rem 1rem;margin:1rem 0 0}dt{color:#616161}',
  'dd{margin:0;overflow-wrap:anywhere}code{font:14px/1.5 ui-monospace,monospace}',
  'form{margin:1.25rem 0 0}label,summary{display:inline-block;min-height:1.5rem;font-weight:600}',
  'summary{display:list-item;cursor:pointer}details{margin:0 0 1rem}.hint{color:#616161}.error{color:#8e0b21}',
  'input{box-sizing:border-box;width:100%;min-height:2.75rem;margin:.25rem 0 0;padding:.5rem .75rem;',
  'border:1px solid #8a8a8a;border-radius:.5rem;font:inherit}',
  'button{min-height:2.75rem;padding:.5rem 1.25rem;border:0;border-radius:.5rem;background:#303030;color:#fff;',
  'font:inherit;font-weight:600;cursor:pointer}:focus-visible{outline:2px solid #005bd3;outline-offset:2px}',
].join('');
/** The one style of these pages; nothing else is let in, and nothing is run. */
const POLICY = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`,
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** A page without scripts, for those who come from outside the Shopify admin. @param body HTML, escaped */
export function htmlPage(
  status: number,
  headers: Record<string, string>,
  { title, body, hasForm = false }: { title: string; body: string; hasForm?: boolean },
): Response {
  const html = [
    '<!doctype html><html lang="en"><head><meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<meta name="robots" content="noindex, nofollow">',
    `<title>${escapeHtml(title)}</title><style>${STYLE}</style></head>`,
    `<body><main><h1>${escapeHtml(title)}</h1>${body}</main></body></html>`,
  ].join('');
  return new Response(html, {
    status,
    headers: {
      ...headers,
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': `${POLICY}; form-action ${hasForm ? "'self'" : "'none'"}`,
    },
  });
}

/** Such a page of words alone. */
export const plainPage = (
  status: number,
  headers: Record<string, string>,
  { title, paragraphs }: { title: string; paragraphs: string[] },
): Response =>
  htmlPage(status, headers, {
    title,
    body: paragraphs.map((paragraph) => `<p>${escapeHtml(paragraph)}</p>`).join(''),
  });
