/** What the app shows around its frame: navigation, title bar, save bar, toasts, and where it is. */
import { type Answers, tellWindow } from './channel.ts';
import { requireElement } from './dom.ts';
import { createNav } from './nav.ts';
import type { SaveBars } from './save-bar.ts';
import type { ShellSettings } from './settings.ts';
import { createTitleBars } from './title-bar.ts';
import { createToasts } from './toasts.ts';

type Shown =
  | 'hello'
  | 'page'
  | 'nav'
  | 'titleBar'
  | 'loading'
  | 'toastShow'
  | 'toastHide'
  | 'saveBarShow'
  | 'saveBarHide'
  | 'modal';

/** The shell outside the frame is not to be used while the app's modal is open. */
function cover(open: boolean): void {
  document.body.classList.toggle('covered', open);
  for (const part of document.querySelectorAll('.top-bar, .admin-nav, .title-bar, .tools')) {
    part.toggleAttribute('inert', open);
  }
}

export function appAnswers(
  { appName, appBase, appOrigin, storeName }: ShellSettings,
  frame: HTMLIFrameElement,
  saveBars: SaveBars,
): Pick<Answers, Shown> {
  const progress = requireElement('progress', HTMLElement);
  const toasts = createToasts();
  const titleBars = createTitleBars(appName);
  const nav = createNav(appBase, saveBars.confirmLeave);
  const tellApp = tellWindow(frame.contentWindow, appOrigin);

  function mirror(path: string, title = ''): void {
    history.replaceState(null, '', appBase + path);
    const named = title.includes(appName) ? title : [title, appName].filter(Boolean).join(' · ');
    document.title = `${named} · ${storeName}`;
    nav.mark(path);
  }

  return {
    hello({ path }) {
      saveBars.reset();
      titleBars.show(null, tellApp);
      nav.show([], tellApp);
      progress.hidden = true;
      cover(false);
      mirror(path);
    },
    page: ({ path, title }) => mirror(path, title),
    nav: (links, tell) => nav.show(links, tell),
    titleBar: (bar, tell) => titleBars.show(bar, tell),
    loading(on) {
      progress.hidden = !on;
    },
    toastShow: (toast, tell) => toasts.show(toast, tell),
    toastHide: ({ id }) => toasts.hide(id),
    saveBarShow: (bar, tell) => saveBars.show(bar, tell),
    saveBarHide: ({ id }) => saveBars.hide(id),
    modal: ({ open }) => cover(open),
  };
}
