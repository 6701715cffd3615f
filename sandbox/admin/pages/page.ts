/** What every page of the shell's own shares: head, style, and the rules for what it may load. */
import type { ServerResponse } from 'node:http';
import { html, type Markup } from '../html.ts';

export const SCRIPT_PATH = '/_admin/shell.js';
export const STYLE_PATH = '/_admin/shell.css';

/** Over the pages that belong to no store. */
export const topBar = html`<header class="top-bar"><a class="brand" href="/">Sandbox</a></header>`;

export interface Page {
  title: string;
  body: Markup;
  /** Origins that the page frames, besides itself. */
  frames?: string[];
  status?: number;
}

export function sendPage(response: ServerResponse, { title, body, frames = [], status = 200 }: Page): void {
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="${STYLE_PATH}">
</head>
<body>
${body}
</body>
</html>
`;
  response.writeHead(status, {
    'Content-Type': 'text/html; charset=utf-8',
    'Cache-Control': 'no-store',
    'Content-Security-Policy': `default-src 'self'; img-src 'self' data:; frame-src 'self' ${frames.join(' ')}; frame-ancestors 'none'`,
  });
  response.end(page.markup);
}
