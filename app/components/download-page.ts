import type { ArchiveContent } from '../core/dossier.ts';
import { ARCHIVE_CONTENTS } from '../core/release.ts';
import { sizeText } from '../core/size-text.ts';
import type { findDownload } from '../services/download.ts';
import { escapeHtml, htmlPage, plainPage } from './plain-page.ts';

/** For whoever holds the link: kept nowhere, listed nowhere, and told to nobody. */
export const PRIVATE = {
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
  'x-robots-tag': 'noindex, nofollow',
  'referrer-policy': 'no-referrer',
} as const;

type FoundDownload = NonNullable<Awaited<ReturnType<typeof findDownload>>>;

const fact = (name: string, value: string) => `<dt>${name}</dt><dd>${value}</dd>`;

const passwordField = (error: string | null) =>
  [
    `<details${error === null ? '' : ' open'}><summary>Protect it with a password</summary>`,
    '<p class="hint" id="password-hint">Optional, 12 characters or more. The archive is then inside a second ZIP file, ',
    'encrypted with AES-256, which programs such as 7-Zip, WinZip and Keka open. Tell the person the password in ',
    'another way than the file. It is kept nowhere: if it is lost, download the archive again.</p>',
    '<p><label for="password">Password</label>',
    `<input id="password" name="password" type="text" autocomplete="off" autocapitalize="off" spellcheck="false"`,
    error === null
      ? ' aria-describedby="password-hint">'
      : ' aria-invalid="true" aria-describedby="password-error password-hint">',
    error === null ? '' : `<span class="error" id="password-error">${escapeHtml(error)}</span>`,
    '</p></details>',
  ].join('');

/** What is behind the link and the button that downloads it: looking uses nothing up. */
export function downloadPage(found: FoundDownload, passwordError: string | null = null): Response {
  const { requestNumber, shopName, content, bytes, sha256, pressed } = found;
  const body = [
    `<p>The answer of ${escapeHtml(shopName)} to request #${requestNumber}, as one ZIP file. `,
    'It holds personal data: give it to nobody but the person it is about.</p><dl>',
    fact('Content', escapeHtml(ARCHIVE_CONTENTS[content as ArchiveContent]?.label ?? content)),
    fact('Size', `${sizeText(bytes)} (${bytes.toLocaleString('en-US')} bytes)`),
    fact('SHA-256', `<code>${sha256}</code>`),
    '</dl><form method="post">',
    passwordField(passwordError),
    `<button type="submit">Download the archive</button></form><p class="hint">`,
    pressed
      ? 'The download was begun already. Should it have broken off, it can be repeated for 15 minutes from then on.'
      : 'The link works for five minutes. Once the button is pressed, a download that breaks off can be repeated for 15 minutes.',
    '</p>',
  ].join('');
  const status = passwordError === null ? 200 : 400;
  return htmlPage(status, PRIVATE, { title: 'Download the archive', body, hasForm: true });
}

const NOTHING_IS_LOST =
  'Nothing is lost: open the request in Privacy Desk and choose “Download archive” again.';

export const downloadGone = (): Response =>
  plainPage(410, PRIVATE, {
    title: 'This download link no longer works',
    paragraphs: [
      'A download link works for five minutes, or 15 minutes from the first press of its button, and only as it was given out. It ends, too, when the release is withdrawn.',
      NOTHING_IS_LOST,
    ],
  });

export const downloadOutdated = (): Response =>
  plainPage(409, PRIVATE, {
    title: 'This archive was released by an earlier version of Privacy Desk',
    paragraphs: [
      'The present version would make a file that differs from the released one, so it makes none.',
      'What was gathered is safe. Open the request in Privacy Desk, withdraw the release, and release it again.',
    ],
  });

export const downloadBroken = (): Response =>
  plainPage(500, PRIVATE, {
    title: 'The archive could not be opened',
    paragraphs: [
      'Something went wrong on our side while the archive was being prepared. What was gathered is safe.',
      'Try again in a minute. If it happens again, tell whoever runs Privacy Desk for you; the log holds the cause.',
    ],
  });
