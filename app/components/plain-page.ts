const ESCAPES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const escapeHtml = (text: string): string => text.replace(/[&<>"]/g, (character) => ESCAPES[character] ?? '');

const STYLE =
  'body{margin:0;background:#f1f1f1;color:#303030;font:16px/1.5 Inter,system-ui,sans-serif}' +
  'main{box-sizing:border-box;max-width:36rem;margin:12vh auto 0;padding:1.5rem;background:#fff;border-radius:.75rem}' +
  'h1{margin:0 0 .5rem;font-size:1.25rem;line-height:1.3}p{margin:.5rem 0 0}';

/** A page without scripts, for those who come from outside the Shopify admin. */
export function plainPage(
  status: number,
  headers: Record<string, string>,
  { title, paragraphs }: { title: string; paragraphs: string[] },
): Response {
  const html = [
    '<!doctype html><html lang="en"><head><meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    `<title>${escapeHtml(title)}</title><style>${STYLE}</style></head>`,
    `<body><main><h1>${escapeHtml(title)}</h1>`,
    ...paragraphs.map((paragraph) => `<p>${escapeHtml(paragraph)}</p>`),
    '</main></body></html>',
  ].join('');
  return new Response(html, {
    status,
    headers: {
      ...headers,
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
    },
  });
}
