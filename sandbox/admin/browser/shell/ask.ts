import { button, element } from './dom.ts';

export interface Question {
  title: string;
  text: string;
  list?: string[];
  confirm: string;
  cancel: string;
  critical?: boolean;
}

/** Asks the merchant; Escape and the cancel button say no. */
export function ask({
  title,
  text,
  list = [],
  confirm,
  cancel,
  critical = false,
}: Question): Promise<boolean> {
  const dialog = element('dialog', { class: 'ask', 'aria-labelledby': 'ask-title' });
  const answer = (value: string) => () => dialog.close(value);
  dialog.append(
    element('h2', { id: 'ask-title' }, title),
    element('p', {}, text),
    element('ul', { hidden: list.length === 0 }, ...list.map((line) => element('li', {}, line))),
    element(
      'div',
      { class: 'ask-buttons' },
      button(cancel, answer('no')),
      button(confirm, answer('yes'), { class: critical ? 'button primary critical' : 'button primary' }),
    ),
  );
  document.body.append(dialog);
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener('close', () => {
      dialog.remove();
      resolve(dialog.returnValue === 'yes');
    });
  });
}
