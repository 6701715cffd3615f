import type { ServerResponse } from 'node:http';
import { html } from '../html.ts';

const STYLE = `body{font:15px/1.5 system-ui,sans-serif;max-width:34rem;margin:15vh auto;padding:0 1rem;color:#303030}
code{background:#f1f1f1;padding:.1em .3em;border-radius:.3em}`;

/** In place of an app that does not answer. */
export function appDownPage(response: ServerResponse, target: URL, error: Error): void {
  const code = 'code' in error ? String(error.code) : error.message;
  const page = html`<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>The app does not answer</title><style>${{ markup: STYLE }}</style></head>
<body>
<main>
<h1>The app does not answer</h1>
<p>Nothing answered at <code>${target.origin}</code> (${code}).</p>
<p>Start the app and reload this page. Nothing was lost: webhooks that the app misses are sent again.</p>
</main>
</body>
</html>
`;
  response.writeHead(502, { 'Content-Type': 'text/html; charset=utf-8', 'Cache-Control': 'no-store' });
  response.end(page.markup);
}
