import type { Toast } from '../protocol.ts';
import type { Tell } from './channel.ts';
import { button, element, requireElement } from './dom.ts';

export interface Toasts {
  show(toast: Toast, tell: Tell): void;
  hide(id: string): void;
}

export function createToasts(): Toasts {
  const place = requireElement('toasts', HTMLElement);
  const shown = new Map<string, { element: HTMLElement; timer: number }>();

  function hide(id: string): void {
    const toast = shown.get(id);
    if (!toast) return;
    clearTimeout(toast.timer);
    toast.element.remove();
    shown.delete(id);
  }

  return {
    hide,
    show({ id, message, duration, isError, action }, tell) {
      const click = (which: 'action' | 'dismiss') => () => {
        hide(id);
        tell('toastClick', { id, button: which });
      };
      const made = element('div', { class: isError ? 'toast error' : 'toast' }, element('span', {}, message));
      if (action !== null) made.append(button(action, click('action'), { class: 'toast-action' }));
      made.append(button('✕', click('dismiss'), { class: 'toast-dismiss', 'aria-label': 'Dismiss' }));
      place.append(made);
      shown.set(id, { element: made, timer: window.setTimeout(click('dismiss'), duration) });
    },
  };
}
