import { say } from './saying.ts';
import type { Words } from './words.ts';

/** Said where the person has to press the button, and where their choice counts without. */
const ASKING = {
  subject: { text: 'Confirm your request to {shop}' },
  received: {
    text: 'Somebody, probably you, has sent {shop} a request about personal data with this e-mail address.',
  },
  open: { text: 'Open this page and press its button, so that we know that it was you:' },
  otherwise: { text: 'If you have not asked for anything, do nothing: without the button nothing is done.' },
};
const TELLING: typeof ASKING = {
  subject: { text: 'Your request to {shop}' },
  received: {
    text: '{shop} has received your choice about personal data with this e-mail address. It counts already.',
  },
  open: { text: 'This page shows where it stands, once you press its button:' },
  otherwise: { text: 'If you have not chosen anything, you need not do anything.' },
};

/**
 * The mail that leads a person to their request. It holds no personal data, for mail is read by many: neither what was
 * asked for nor whose address it is.
 * @param mail.asks whether pressing the button is what lets the request begin
 */
export function confirmMail(
  { t }: Words,
  { shop, link, asks }: { shop: string; link: string; asks: boolean },
): { subject: string; text: string } {
  const texts = asks ? ASKING : TELLING;
  const paragraphs = [
    t(texts.received.text, { shop }),
    t(texts.open.text),
    link,
    t(say('The link works once, for 72 hours. Afterwards you can have a new one mailed on the same page.')),
    t(texts.otherwise.text),
  ];
  return { subject: t(texts.subject.text, { shop }), text: `${paragraphs.join('\n\n')}\n` };
}
