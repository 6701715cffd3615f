import { MOST_COMMENT } from '../core/comment.ts';
import { REGION_NAMES, REGIONS } from '../core/region.ts';
import { type Saying, say } from '../core/saying.ts';
import {
  type FormField,
  type FormProblems,
  HONEYPOT,
  SHOPPER_KIND_NAMES,
  SHOPPER_KINDS,
  type TypedForm,
} from '../core/shopper-form.ts';
import type { Words } from '../core/words.ts';
import { countryOptions } from './country-options.ts';
import { PRIVATE } from './download-page.ts';
import { type Html, html, htmlPage, NOTHING, type PlainWords, plainPage } from './plain-page.ts';

const all = (parts: Html[]): Html => ({ html: parts.map((part) => part.html).join('\n') });

interface Option {
  value: string;
  label: string;
}
const option = ({ value, label }: Option, chosen: string): Html =>
  value === chosen
    ? html`<option value="${value}" selected>${label}</option>`
    : html`<option value="${value}">${label}</option>`;

const idOf = (field: FormField): string => `field-${field}`;
const errorIdOf = (field: FormField): string => `error-${field}`;

/** What is wrong with a field stands above it, and is what a screen reader says with it. */
function errorOf({ t }: Words, problems: FormProblems, field: FormField): { said: Html; marks: Html } {
  const problem = problems[field];
  if (problem === undefined) return { said: NOTHING, marks: NOTHING };
  return {
    said: html`<span class="error" id="${errorIdOf(field)}">${t(problem)}</span>`,
    marks: html` aria-invalid="true" aria-describedby="${errorIdOf(field)}"`,
  };
}

const labelled = (field: FormField, label: string, { said }: { said: Html }, control: Html): Html =>
  html`<p><label for="${idOf(field)}">${label}</label> ${said} ${control}</p>`;

function kindField(words: Words, typed: TypedForm, problems: FormProblems): Html {
  const error = errorOf(words, problems, 'kind');
  const choices = SHOPPER_KIND_NAMES.map((kind, at) => {
    const id = at === 0 ? idOf('kind') : `${idOf('kind')}-${kind}`;
    const chosen = kind === typed.kind ? html` checked` : NOTHING;
    return html`<p class="choice"><input type="radio" id="${id}" name="kind" value="${kind}"${chosen}${error.marks} required>
<label for="${id}">${words.t(SHOPPER_KINDS[kind].label)}</label></p>`;
  });
  return html`<fieldset><legend>${words.t('What do you want?')}</legend> ${error.said} ${all(choices)}</fieldset>`;
}

function regionField(words: Words, typed: TypedForm, problems: FormProblems): Html {
  const error = errorOf(words, problems, 'region');
  const groups = (Object.keys(REGIONS) as (keyof typeof REGIONS)[]).map((country) => {
    const names = REGION_NAMES[country];
    const label = new Intl.DisplayNames(words.language, { type: 'region' }).of(country) ?? country;
    const options = REGIONS[country]
      .map((code) => ({ value: `${country}-${code}`, label: names[code] ?? code }))
      .map((each) => option(each, typed.region));
    return html`<optgroup label="${label}">${all(options)}</optgroup>`;
  });
  const label = words.t('State or province (United States and Canada only)');
  const control = html`<select id="${idOf('region')}" name="region"${error.marks}>
${option({ value: '', label: words.t('None of these') }, typed.region)}${all(groups)}</select>`;
  return labelled('region', label, error, control);
}

function fields(words: Words, typed: TypedForm, problems: FormProblems): Html {
  const { t, language } = words;
  const of = (field: FormField) => errorOf(words, problems, field);
  const countries = [
    { value: '', label: t('Another one, or I would rather not say') },
    ...countryOptions(language),
  ];
  return all([
    kindField(words, typed, problems),
    labelled(
      'email',
      t('Your e-mail address'),
      of('email'),
      html`<input id="${idOf('email')}" name="email" type="email" autocomplete="email" value="${typed.email}"${of('email').marks} required>`,
    ),
    labelled(
      'country',
      t('Country in which you live'),
      of('country'),
      html`<select id="${idOf('country')}" name="country" autocomplete="country"${of('country').marks}>${all(
        countries.map((each) => option(each, typed.country)),
      )}</select>`,
    ),
    regionField(words, typed, problems),
    labelled(
      'message',
      t('What else we should know (optional)'),
      of('message'),
      html`<textarea id="${idOf('message')}" name="message" rows="4" maxlength="${String(MOST_COMMENT)}"${of('message').marks}>
${typed.message}</textarea>`,
    ),
  ]);
}

/** Shown only where a program, or a browser that fills in too much, has put something into it. */
function honeypot(words: Words, typed: TypedForm, problems: FormProblems): Html {
  if (problems.honeypot === undefined) return NOTHING;
  const error = errorOf(words, problems, 'honeypot');
  return labelled(
    'honeypot',
    words.t('Leave this field empty'),
    error,
    html`<input id="${idOf('honeypot')}" name="${HONEYPOT}" type="text" autocomplete="off" value="${typed.honeypot}"${error.marks}>`,
  );
}

/** All that is wrong, first, each with a way to its field (WCAG 2.2, 3.3.1). */
function summary({ t }: Words, problems: FormProblems): Html {
  const found = Object.entries(problems) as [FormField, Saying][];
  if (found.length === 0) return NOTHING;
  const lines = found.map(([field, problem]) => html`<li><a href="#${idOf(field)}">${t(problem)}</a></li>`);
  return html`<div class="error" role="alert"><p>${t('Nothing was sent yet. Please mend this:')}</p><ul>${all(lines)}</ul></div>`;
}

/**
 * The form by itself, as it answers what was not usable: with what was typed, and what is wrong.
 * @param place where it is sent to: a path on the storefront
 */
export function shopperFormPage(
  words: Words,
  place: string,
  typed: TypedForm,
  problems: FormProblems = {},
): Response {
  const { t } = words;
  const isWrong = Object.keys(problems).length > 0;
  const body = html`${summary(words, problems)}
<form method="post" action="${place}"><input type="hidden" name="locale" value="${words.language}">
${fields(words, typed, problems)}${honeypot(words, typed, problems)}
<button type="submit">${t('Send the request')}</button></form>`;
  const title = isWrong ? say('Something is missing in your request') : say('Your data and your choices');
  return htmlPage(words, isWrong ? 422 : 200, PRIVATE, { title, body, hasForm: true });
}

const TAKEN: PlainWords = {
  title: 'Look into your mailbox',
  paragraphs: [
    say(
      'If the address is right, you get a mail within minutes. Open it to confirm that it was you who asked.',
    ),
    say(
      'Look into the folder for spam, too. If no mail comes, the address may be mistyped: send the form again.',
    ),
  ],
};
/** The same for everybody: it does not tell whether anybody is known under the address. */
export const requestTaken = (words: Words): Response => plainPage(words, 200, PRIVATE, TAKEN);

const TOO_MANY: PlainWords = {
  title: 'Too many requests',
  paragraphs: [
    say(
      'From here, or for this address, more requests have come than one person sends. This one was not taken; those before it were.',
    ),
    say('Try again tomorrow, or write to the shop directly.'),
  ],
};
export const tooManyRequests = (words: Words): Response =>
  plainPage(words, 429, { ...PRIVATE, 'retry-after': '3600' }, TOO_MANY);

const NOT_CONNECTED: PlainWords = {
  title: 'This form is not in use',
  paragraphs: [
    say('The shop does not take requests here any more. Nothing was sent: write to the shop directly.'),
  ],
};
export const formNotInUse = (words: Words): Response => plainPage(words, 404, PRIVATE, NOT_CONNECTED);

const BROKEN: PlainWords = {
  title: 'Your request could not be taken',
  paragraphs: [
    say('Something went wrong on our side, and nothing was stored.'),
    say('Go back and send it again in a minute. If it happens again, write to the shop directly.'),
  ],
};
export const requestNotTaken = (words: Words): Response =>
  plainPage(words, 503, { ...PRIVATE, 'retry-after': '60' }, BROKEN);

const TOO_LARGE: PlainWords = {
  title: 'Your request is too long',
  paragraphs: [say('Nothing was sent. Go back and shorten your message: 2,000 characters fit.')],
};
export const requestTooLarge = (words: Words): Response =>
  plainPage(words, 413, { ...PRIVATE, connection: 'close' }, TOO_LARGE);
