import { type ReactNode, useLayoutEffect } from 'react';

type Field = HTMLInputElement | HTMLTextAreaElement;

/** Inputs whose value nobody types. */
const UNTYPED = ['hidden', 'checkbox', 'radio', 'file'];
/** For each of these React would take the page over at once, whatever it is at. */
const HELD = [
  ...['click', 'auxclick', 'dblclick', 'contextmenu', 'mousedown', 'mouseup', 'pointerdown', 'pointerup'],
  ...['touchstart', 'touchend', 'keydown', 'keypress', 'keyup', 'input', 'change', 'copy', 'cut', 'paste'],
  ...['compositionstart', 'compositionend', 'textInput'],
];
const hold = (event: Event) => event.stopImmediatePropagation();

/**
 * Keeps from React, not from the browser, what happens before it has taken the page over: React 18 that is interrupted
 * by a key or a click gives up now and then ("Root did not complete", error 345), and the page never comes alive.
 */
export function holdEvents(): void {
  for (const name of HELD) window.addEventListener(name, hold, true);
}

function releaseEvents(): void {
  for (const name of HELD) window.removeEventListener(name, hold, true);
}

/** Puts a value there as a person would: React hears of it only if it does not seem to be there already. */
function typeInto(field: Field, text: string): void {
  const setter = Object.getOwnPropertyDescriptor(Object.getPrototypeOf(field), 'value')?.set;
  field.value = field.defaultValue;
  setter?.call(field, text);
  field.dispatchEvent(new Event('input', { bubbles: true }));
}

/**
 * What somebody has typed before the page was alive, on a slow line or a slow phone, is taken over: React would know
 * nothing of it, and empty the field the next time it looks.
 */
export function ComeAlive({ children }: { children: ReactNode }) {
  useLayoutEffect(() => {
    releaseEvents();
    for (const field of document.querySelectorAll<Field>('input,textarea'))
      if (!UNTYPED.includes(field.type) && field.value !== field.defaultValue) typeInto(field, field.value);
  }, []);
  return children;
}
