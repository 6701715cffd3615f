/** The mail that the app has sent: a list, one mail, and its HTML by itself. */
import type { ServerResponse } from 'node:http';
import type { CaughtMail } from '#sandbox/mail.ts';
import { html } from '../html.ts';
import { type Page, topBar } from './page.ts';

const when = (mail: CaughtMail) =>
  html`<time datetime="${mail.receivedAt}">${mail.receivedAt.slice(0, 16).replace('T', ' ')} UTC</time>`;

export function mailListPage(mails: CaughtMail[]): Page {
  const list = html`<ul class="cards">
${mails.map(
  (mail) => html`<li class="card">
  <h2><a href="/mail/${mail.id}">${mail.subject || '(no subject)'}</a></h2>
  <p>To ${mail.to.join(', ')} · from ${mail.from} · ${when(mail)}</p>
</li>`,
)}
</ul>`;
  return {
    title: 'Mail',
    body: html`
${topBar}
<main class="document">
<h1>Mail</h1>
<p>Everything the app hands to its mail server ends here and goes no further.</p>
${mails.length === 0 ? html`<p>No mail yet.</p>` : list}
</main>`,
  };
}

export function mailPage(mail: CaughtMail): Page {
  const written = html`<h2>As HTML</h2>
<iframe class="mail-html" title="The mail as HTML" sandbox src="/mail/${mail.id}/html"></iframe>`;
  return {
    title: mail.subject || 'Mail',
    body: html`
${topBar}
<main class="document">
<p><a href="/mail">All mail</a></p>
<h1>${mail.subject || '(no subject)'}</h1>
<dl class="facts">
<dt>From</dt><dd>${mail.from}</dd>
<dt>To</dt><dd>${mail.to.join(', ')}</dd>
<dt>Received</dt><dd>${when(mail)}</dd>
</dl>
${mail.html !== null && written}
<h2>As plain text</h2>
<pre class="mail-text" tabindex="0">${mail.text || '(none)'}</pre>
</main>`,
  };
}

/** The HTML as it was sent, unable to run or to load anything. */
export function sendMailHtml(response: ServerResponse, mail: CaughtMail): void {
  response.writeHead(200, {
    'Content-Type': 'text/html; charset=utf-8',
    'Content-Security-Policy':
      "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'",
  });
  response.end(mail.html ?? '');
}
