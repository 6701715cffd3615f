import { createContext, type PropsWithChildren, useContext } from 'react';
import type { Words } from '../core/words.ts';
import { type Language, languageOf } from '../languages.ts';

const Context = createContext<Language>(languageOf('en'));

/** @param tag BCP 47, as the page was answered in */
export function LanguageProvider({ tag, children }: PropsWithChildren<{ tag: string }>) {
  return <Context.Provider value={languageOf(tag)}>{children}</Context.Provider>;
}

/** `t`, which puts a saying into the language of whoever looks at the page. */
export const useT = (): Words['t'] => useContext(Context).words.t;

/** Polaris's own words. */
export const usePolarisWords = (): Language['polaris'] => useContext(Context).polaris;

/** BCP 47: for what the browser itself names, where nothing was named on the server. */
export const useLanguage = (): string => useContext(Context).words.language;
