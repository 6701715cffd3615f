import type { MetaDescriptor } from '@remix-run/node';
import type { Saying } from '../core/saying.ts';
import { languageOf } from '../languages.ts';

const NAME = 'Privacy Desk';

/** What the root's loader has found. */
const tagOf = (matches: readonly { id: string; data?: unknown }[]): string => {
  const root = matches.find(({ id }) => id === 'root')?.data as { language?: string } | undefined;
  return root?.language ?? 'en';
};

/** The title of a page, in the language of the page; the app's name alone where there is nothing to say. */
export function pageTitle(
  matches: readonly { id: string; data?: unknown }[],
  saying?: Saying,
): MetaDescriptor[] {
  const own = saying === undefined ? [] : [languageOf(tagOf(matches)).words.t(saying)];
  return [{ title: [...own, NAME].join(' · ') }];
}
