/** Whether everything that a screen says is in the language of its page. */
import type { Locator } from 'playwright-core';
import { SAYING_KINDS } from '#app/core/saying.ts';
import { readLanguages } from '#sandbox/messages.ts';

/** A saying that nobody put into words. */
const UNSAID = new RegExp(`\\{\\\\?"(?:${SAYING_KINDS.join('|')})\\\\?":`);

/** Texts that are shown or read aloud, and what stands in a form for people; not what is data by its own word. */
function textsIn(root: Element): string[] {
  const READ_ALOUD = ['aria-label', 'aria-description', 'title', 'placeholder', 'alt'];
  const texts = [root.ownerDocument.title];
  const isShown = (element: Element | null): element is Element =>
    element?.checkVisibility() === true && element.closest('[translate="no"], script, style') === null;
  const walker = root.ownerDocument.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  while (walker.nextNode())
    if (isShown(walker.currentNode.parentElement)) texts.push(walker.currentNode.textContent ?? '');
  for (const element of root.querySelectorAll('*'))
    if (isShown(element)) for (const name of READ_ALOUD) texts.push(element.getAttribute(name) ?? '');
  return texts.map((text) => text.trim()).filter(Boolean);
}

/** @param html the page's root element @returns what reads wrong on it, each once */
export async function wrongWords(html: Locator): Promise<string[]> {
  const texts = await html.evaluate(textsIn);
  const language = ((await html.getAttribute('lang')) ?? '').split('-')[0] ?? '';
  const own = language === 'en' ? {} : (readLanguages()[language] ?? {});
  const isEnglish = (text: string) => own[text] !== undefined && own[text] !== text;
  return [...new Set(texts.filter((text) => UNSAID.test(text) || isEnglish(text)))];
}
