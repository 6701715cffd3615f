import type { TitleBar, TitleBarAction } from '../protocol.ts';
import type { Tell } from './channel.ts';
import { button, element, requireElement } from './dom.ts';

export interface TitleBars {
  /** @param bar null: the app shows none, and its name stands there */
  show(bar: TitleBar | null, tell: Tell): void;
}

export function createTitleBars(appName: string): TitleBars {
  const title = requireElement('title-bar-title', HTMLElement);
  const back = requireElement('title-bar-back', HTMLElement);
  const actions = requireElement('title-bar-actions', HTMLElement);

  function draw(
    action: TitleBarAction,
    tell: Tell,
    className: string,
    label = action.label,
  ): HTMLButtonElement {
    const made = button(label, () => tell('titleBarClick', { key: action.key }), {
      class: action.critical ? `${className} critical` : className,
      'aria-busy': String(action.loading),
      'aria-label': action.label,
    });
    made.disabled = action.disabled || action.loading;
    return made;
  }

  function drawGroup(label: string, group: TitleBarAction[], tell: Tell): HTMLElement {
    const menu = element('details', { class: 'menu' }, element('summary', { class: 'button' }, label));
    const items = group.map((action) => draw(action, tell, 'menu-item'));
    menu.append(element('div', { class: 'menu-items' }, ...items));
    menu.addEventListener('click', (event) => {
      if (event.target instanceof HTMLButtonElement) menu.open = false;
    });
    menu.addEventListener('keydown', (event) => {
      if (event.key === 'Escape') menu.open = false;
    });
    return menu;
  }

  return {
    show(bar, tell) {
      title.textContent = bar?.title || appName;
      back.replaceChildren(
        ...(bar?.breadcrumb ? [draw(bar.breadcrumb, tell, 'button plain back', '←')] : []),
      );
      actions.replaceChildren(
        ...(bar?.groups ?? []).map(({ label, actions: group }) => drawGroup(label, group, tell)),
        ...(bar?.secondary ?? []).map((action) => draw(action, tell, 'button')),
        ...(bar?.primary ? [draw(bar.primary, tell, 'button primary')] : []),
      );
    },
  };
}
