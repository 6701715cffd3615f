import { dayText } from '../core/date-text.ts';
import type { RequestKind, RequestState } from '../core/request.ts';
import { type Saying, say } from '../core/saying.ts';
import { isShopperKind, SHOPPER_KINDS } from '../core/shopper-form.ts';
import { AWAITED } from '../core/verification.ts';
import type { Words } from '../core/words.ts';
import type { findLink } from '../services/portal-session.ts';
import type { OwnRequest } from '../services/read-own-request.ts';
import { PRIVATE } from './download-page.ts';
import { type Html, html, htmlPage, NOTHING, type PlainWords, plainPage } from './plain-page.ts';

type FoundLink = NonNullable<Awaited<ReturnType<typeof findLink>>>;

const paragraph = (text: string): Html => html`<p>${text}</p>`;
const all = (parts: Html[]): Html => ({ html: parts.map((part) => part.html).join('\n') });
/** A button that says what it does; without scripts each is a form of its own. */
const act = (intent: string, label: string): Html =>
  html`<form method="post"><input type="hidden" name="intent" value="${intent}"><button type="submit">${label}</button></form>`;

/** What was asked for, in the words of the form. */
const askedFor = (kind: string): Saying => (isShopperKind(kind) ? SHOPPER_KINDS[kind].label : kind);

/** Behind a mailed link: looking uses nothing up, for mail scanners follow links. */
export function linkPage(words: Words, { shopName, number, kind, verification }: FoundLink): Response {
  const { t } = words;
  const asks = verification === AWAITED;
  const said = asks
    ? t(
        'Somebody has sent {shop} this request with your e-mail address. If it was you, press the button: only then is anything done.',
        { shop: shopName },
      )
    : t('With the button you see where your request to {shop} stands.', { shop: shopName });
  const body = html`<p>${said}</p>
<dl><dt>${t('Request')}</dt><dd>#${String(number)}: ${t(askedFor(kind))}</dd></dl>
${act('confirm', t(asks ? 'Yes, this is my request' : 'Show my request'))}
<p class="hint">${t('If it was not you, close this page.')}</p>`;
  const title = asks ? say('Confirm your request') : say('Your request');
  return htmlPage(words, 200, PRIVATE, { title, body, hasForm: true });
}

const RENEW = 'Mail me a new link';

/** One page for every link that leads nowhere: it does not tell which it was. */
export function linkGone(words: Words): Response {
  const { t } = words;
  const body = all([
    paragraph(
      t(
        'A link works once, for 72 hours, and only as it was mailed. Your request is safe, and nothing was changed.',
      ),
    ),
    paragraph(t('You can have a new one. It goes to the e-mail address that the request was made with.')),
    act('renew', t(RENEW)),
  ]);
  return htmlPage(words, 410, PRIVATE, { title: 'This link no longer works', body, hasForm: true });
}

/** The same where the session is over, was ended, or never was. */
export function sessionOver(words: Words): Response {
  const { t } = words;
  const body = all([
    paragraph(
      t(
        'For your safety your page closes 15 minutes after you opened it. Your request is safe, and nothing was changed.',
      ),
    ),
    paragraph(t('You can have a new link. It goes to the e-mail address that the request was made with.')),
    act('renew', t(RENEW)),
    html`<p class="hint">${t('If no mail comes, open the link of an earlier mail, or send the form of the shop again.')}</p>`,
  ]);
  return htmlPage(words, 403, PRIVATE, { title: 'Your page is closed', body, hasForm: true });
}

const RENEWED: PlainWords = {
  title: 'Look into your mailbox',
  paragraphs: [
    say('If there is such a request, a new link is on its way to the e-mail address that it was made with.'),
    say('It takes a few minutes at most. Look into the folder for spam, too.'),
  ],
};
export const linkRenewed = (words: Words): Response => plainPage(words, 200, PRIVATE, RENEWED);

const LEFT: PlainWords = {
  title: 'You are signed out',
  paragraphs: [
    say('You can close this page. To come back, have a new link mailed or open one that you have not used.'),
  ],
};
export const portalLeft = (words: Words, headers: Record<string, string>): Response =>
  plainPage(words, 200, { ...PRIVATE, ...headers }, LEFT);

const BROKEN: PlainWords = {
  title: 'This page could not be shown',
  paragraphs: [
    say('Something went wrong on our side. Your request is safe.'),
    say('Try again in a minute. If it happens again, tell the shop.'),
  ],
};
export const portalBroken = (words: Words): Response => plainPage(words, 500, PRIVATE, BROKEN);

/** Where a request stands, and what comes next, for the person who made it. */
const STANDS: Record<RequestState, { text: string; next: { text: string } }> = {
  received: {
    text: 'Your request is there.',
    next: { text: 'The shop looks at it.' },
  },
  gathering: {
    text: 'Your data is being looked up.',
    next: { text: 'Then the shop looks through it and answers you.' },
  },
  ready: {
    text: 'Your data is gathered.',
    next: { text: 'The shop looks through it, so that you get what is yours and nothing of others.' },
  },
  releasing: {
    text: 'Your answer is being made.',
    next: { text: 'In a few minutes you can download it here.' },
  },
  released: {
    text: 'Your answer is there.',
    next: { text: 'Download it with the button below.' },
  },
  planned: {
    text: 'What is to be done is written down.',
    next: { text: 'The shop decides about it and carries it out.' },
  },
  approved: {
    text: 'The shop has decided to do what you asked for.',
    next: { text: 'It is carried out within a few days.' },
  },
  'carrying-out': {
    text: 'What you asked for is being done.',
    next: { text: 'Some of it may have to wait for a day that the law sets.' },
  },
  erasing: {
    text: 'Your data is being erased.',
    next: { text: 'When it is done, this page ends, too: nothing is kept by which it could know you.' },
  },
  closed: {
    text: 'Your request is done.',
    next: { text: 'There is nothing more to do. If the answer has not reached you, write to the shop.' },
  },
};
const FIRST_WORDS: Partial<Record<RequestKind, { text: string }>> = {
  rectification: { text: 'The shop corrects your data, or asks you what is right.' },
};
/** Why a request ended without what was asked for. */
const ENDS: Record<string, { text: string; next: { text: string } }> = {
  'person-withdrew': {
    text: 'You have withdrawn this request.',
    next: { text: 'Nothing more is done. You can ask again at any time.' },
  },
  'identity-unproven': {
    text: 'This request was closed, because it was not confirmed in time.',
    next: { text: 'If you still want it, send the form of the shop again.' },
  },
};

function standOf({ kind, state, closing }: OwnRequest) {
  const stand = ENDS[closing ?? ''] ?? STANDS[state as RequestState] ?? STANDS.received;
  const first = state === 'received' ? FIRST_WORDS[kind as RequestKind] : undefined;
  return { text: stand.text, next: first?.text ?? stand.next.text };
}

const fact = (name: string, value: string): Html => html`<dt>${name}</dt><dd>${value}</dd>`;

function whenAnswered({ t }: Words, { closing, state, due, waitsUntil }: OwnRequest): Html {
  if (state === 'closed' || closing !== null) return NOTHING;
  const until = waitsUntil === null ? NOTHING : fact(t('Waits until'), t(dayText(waitsUntil)));
  return all([fact(t('You get an answer by'), t(dayText(due))), until]);
}

/** The status page. */
export function ownRequestPage(words: Words, request: OwnRequest): Response {
  const { t } = words;
  const { number, kind, shopName, contact, receivedOn, hasAnswer, canWithdraw } = request;
  const { text, next } = standOf(request);
  const body = all([
    html`<p><strong>${t(text)}</strong> ${t(next)}</p>`,
    html`<dl>${all([
      fact(t('You asked'), t(askedFor(kind))),
      fact(t('Shop'), shopName),
      fact(t('Received'), t(dayText(receivedOn))),
      whenAnswered(words, request),
    ])}</dl>`,
    hasAnswer ? act('download', t('Get your answer')) : NOTHING,
    canWithdraw ? act('ask-withdraw', t('Withdraw the request')) : NOTHING,
    act('leave', t('Sign out')),
    contact === null
      ? NOTHING
      : html`<p class="hint">${t('Questions? Write to {contact} and name the number of your request.', { contact })}</p>`,
    html`<p class="hint">${t('This page closes 15 minutes after you opened it.')}</p>`,
  ]);
  return htmlPage(words, 200, PRIVATE, {
    title: say('Your request #{number}', { number: String(number) }),
    body,
    hasForm: true,
  });
}

/** Asked once more, for it cannot be taken back. */
export function withdrawPage(words: Words, { number, shopName }: OwnRequest): Response {
  const { t } = words;
  const title = say('Withdraw request #{number}?', { number: String(number) });
  const body = all([
    paragraph(
      t('{shop} then does nothing more about it. You can ask again, but the time begins anew.', {
        shop: shopName,
      }),
    ),
    act('withdraw', t('Yes, withdraw it')),
    act('show', t('No, keep it')),
  ]);
  return htmlPage(words, 200, PRIVATE, { title, body, hasForm: true });
}
