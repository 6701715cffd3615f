import { momentText } from '../core/date-text.ts';
import { type Saying, say } from '../core/saying.ts';
import type { Words } from '../core/words.ts';
import type { findRegister } from '../services/open-register.ts';
import { PRIVATE } from './download-page.ts';
import { html, htmlPage, type PlainWords, passwordField, plainPage } from './plain-page.ts';

type FoundRegister = NonNullable<Awaited<ReturnType<typeof findRegister>>>;

const PASSWORD_HINT =
  '12 characters or more. The ZIP file is encrypted with it (AES-256); programs such as 7-Zip, WinZip and Keka open it. It is kept nowhere: note it down.';

/** What is behind the link and the button that downloads it: looking uses nothing up. */
export function registerPage(
  words: Words,
  found: FoundRegister,
  passwordError: Saying | null = null,
): Response {
  const { t } = words;
  const { shopName, requests, expiresAt, timeZone } = found;
  const register = t(
    'The register of {shop} has {requests, plural, one {# request} other {# requests}}: kind, dates, outcome and, where it is still held, who asked; with it comes the log of everything that was done.',
    { shop: shopName, requests },
  );
  const until = momentText(expiresAt.toISOString(), timeZone);
  const error = passwordError && t(passwordError);
  const body = html`<p>${register}</p><form method="post">
<p>${passwordField({ label: t('Choose a password'), error, required: true })}
<span class="hint" id="password-hint">${t(PASSWORD_HINT)}</span></p>
<button type="submit">${t('Download the register')}</button></form>
<p class="hint">${t('The link works until {until}, as often as you like. Then everything is erased.', { until })}</p>`;
  const status = passwordError === null ? 200 : 400;
  return htmlPage(words, status, PRIVATE, { title: 'Register of requests', body, hasForm: true });
}

const GONE: PlainWords = {
  title: 'This link no longer works',
  paragraphs: [
    say(
      'A link to the register of requests works for 48 hours after Privacy Desk was uninstalled, and only as it was mailed. Then Shopify has everything erased that the app holds for the shop.',
    ),
    say(
      'Installing Privacy Desk again within the 48 hours brings everything back, and ends the link: the register is within the app then.',
    ),
  ],
};
export const registerGone = (words: Words): Response => plainPage(words, 410, PRIVATE, GONE);

const BROKEN: PlainWords = {
  title: 'The register could not be opened',
  paragraphs: [
    say('Something went wrong on our side. The register is safe until the link ends.'),
    say(
      'Try again in a minute. If it happens again, tell whoever runs Privacy Desk for you; the log holds the cause.',
    ),
  ],
};
export const registerBroken = (words: Words): Response => plainPage(words, 500, PRIVATE, BROKEN);
