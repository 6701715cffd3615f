import type { ArchiveContent } from '../core/dossier.ts';
import { ARCHIVE_CONTENTS } from '../core/release.ts';
import { type Saying, say } from '../core/saying.ts';
import { sizeText } from '../core/size-text.ts';
import type { Words } from '../core/words.ts';
import type { findDownload } from '../services/download.ts';
import {
  type Html,
  html,
  htmlPage,
  type PlainWords,
  passwordField,
  plainPage,
  UNLISTED,
} from './plain-page.ts';

/** For whoever holds the link: kept nowhere, listed nowhere, and told to nobody. */
export const PRIVATE = {
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
  'x-robots-tag': UNLISTED,
  'referrer-policy': 'no-referrer',
} as const;

type FoundDownload = NonNullable<Awaited<ReturnType<typeof findDownload>>>;

const fact = (name: string, value: Html | string) => html`<dt>${name}</dt><dd>${value}</dd>`;

const PASSWORD_HINT =
  'Optional, 12 characters or more. The archive is then inside a second ZIP file, encrypted with AES-256, which programs such as 7-Zip, WinZip and Keka open. Tell the person the password in another way than the file. It is kept nowhere: if it is lost, download the archive again.';

/** Folded, for it need not be filled in; open where something is wrong with it. */
function optionalPassword({ t }: Words, error: Saying | null): Html {
  const field = passwordField({ label: t('Password'), error: error && t(error) });
  const folded = html`<summary>${t('Protect it with a password')}</summary>
<p class="hint" id="password-hint">${t(PASSWORD_HINT)}</p><p>${field}</p>`;
  return error === null ? html`<details>${folded}</details>` : html`<details open>${folded}</details>`;
}

const IS_BEGUN =
  'The download was begun already. Should it have broken off, it can be repeated for 15 minutes from then on.';
const TO_BEGIN =
  'The link works for five minutes. Once the button is pressed, a download that breaks off can be repeated for 15 minutes.';

const TO_STAFF =
  'The answer of {shop} to request #{number}, as one ZIP file. It holds personal data: give it to nobody but the person it is about.';
const TO_PERSON =
  'The answer of {shop} to your request #{number}, as one ZIP file. It holds your personal data: keep it where only you can read it.';

/** What is behind the link and the button that downloads it: looking uses nothing up. */
export function downloadPage(
  words: Words,
  found: FoundDownload,
  passwordError: Saying | null = null,
): Response {
  const { t } = words;
  const { requestNumber, shopName, content, bytes, sha256, pressed } = found;
  const answer = t(found.forPerson ? TO_PERSON : TO_STAFF, { shop: shopName, number: String(requestNumber) });
  const size = t('{size} ({bytes, plural, one {# byte} other {# bytes}})', { size: sizeText(bytes), bytes });
  const body = html`<p>${answer}</p><dl>
${fact(t('Content'), t(ARCHIVE_CONTENTS[content as ArchiveContent]?.label ?? content))}
${fact(t('Size'), size)}
${fact('SHA-256', html`<code>${sha256}</code>`)}
</dl><form method="post">${optionalPassword(words, passwordError)}
<button type="submit">${t('Download the archive')}</button></form>
<p class="hint">${t(pressed ? IS_BEGUN : TO_BEGIN)}</p>`;
  const status = passwordError === null ? 200 : 400;
  return htmlPage(words, status, PRIVATE, { title: 'Download the archive', body, hasForm: true });
}

const GONE: PlainWords = {
  title: 'This download link no longer works',
  paragraphs: [
    say(
      'A download link works for five minutes, or 15 minutes from the first press of its button, and only as it was given out. It ends, too, when the release is withdrawn.',
    ),
    say('Nothing is lost: open the request in Privacy Desk and choose “Download archive” again.'),
  ],
};
export const downloadGone = (words: Words): Response => plainPage(words, 410, PRIVATE, GONE);

const OUTDATED: PlainWords = {
  title: 'This archive was released by an earlier version of Privacy Desk',
  paragraphs: [
    say('The present version would make a file that differs from the released one, so it makes none.'),
    say(
      'What was gathered is safe. Open the request in Privacy Desk, withdraw the release, and release it again.',
    ),
  ],
};
export const downloadOutdated = (words: Words): Response => plainPage(words, 409, PRIVATE, OUTDATED);

const BROKEN: PlainWords = {
  title: 'The archive could not be opened',
  paragraphs: [
    say('Something went wrong on our side while the archive was being prepared. What was gathered is safe.'),
    say(
      'Try again in a minute. If it happens again, tell whoever runs Privacy Desk for you; the log holds the cause.',
    ),
  ],
};
export const downloadBroken = (words: Words): Response => plainPage(words, 500, PRIVATE, BROKEN);
