import type { findRegister } from '../services/open-register.ts';
import { PRIVATE } from './download-page.ts';
import { escapeHtml, htmlPage, plainPage } from './plain-page.ts';

type FoundRegister = NonNullable<Awaited<ReturnType<typeof findRegister>>>;

/** What is behind the link and the button that downloads it: looking uses nothing up. */
export function registerPage(found: FoundRegister, passwordError: string | null = null): Response {
  const { shopName, requests, expiresAt, timeZone } = found;
  const until = new Intl.DateTimeFormat('en-GB', { timeZone, dateStyle: 'long', timeStyle: 'short' }).format(
    expiresAt,
  );
  const described = passwordError === null ? 'password-hint' : 'password-error password-hint';
  const body = [
    `<p>The register of ${escapeHtml(shopName)} has ${requests} requests: kind, dates, outcome and, where it is still `,
    'held, who asked; with it comes the log of everything that was done.</p>',
    '<form method="post"><p><label for="password">Choose a password</label>',
    `<input id="password" name="password" type="text" required autocomplete="off" autocapitalize="off" spellcheck="false"`,
    ` aria-describedby="${described}"${passwordError === null ? '' : ' aria-invalid="true"'}>`,
    passwordError === null
      ? ''
      : `<span class="error" id="password-error">${escapeHtml(passwordError)}</span>`,
    '<span class="hint" id="password-hint">12 characters or more. The ZIP file is encrypted with it (AES-256); programs ',
    'such as 7-Zip, WinZip and Keka open it. It is kept nowhere: note it down.</span></p>',
    '<button type="submit">Download the register</button></form>',
    `<p class="hint">The link works until ${escapeHtml(until)}, as often as you like. Then everything is erased.</p>`,
  ].join('');
  return htmlPage(passwordError === null ? 200 : 400, PRIVATE, {
    title: 'Register of requests',
    body,
    hasForm: true,
  });
}

export const registerGone = (): Response =>
  plainPage(410, PRIVATE, {
    title: 'This link no longer works',
    paragraphs: [
      'A link to the register of requests works for 48 hours after Privacy Desk was uninstalled, and only as it was mailed. Then Shopify has everything erased that the app holds for the shop.',
      'Installing Privacy Desk again within the 48 hours brings everything back, and ends the link: the register is within the app then.',
    ],
  });

export const registerBroken = (): Response =>
  plainPage(500, PRIVATE, {
    title: 'The register could not be opened',
    paragraphs: [
      'Something went wrong on our side. The register is safe until the link ends.',
      'Try again in a minute. If it happens again, tell whoever runs Privacy Desk for you; the log holds the cause.',
    ],
  });
