/** The admin shell around an embedded app: answers App Bridge and shows what the app asks it to show. */
import type { StaffUser } from '../protocol.ts';
import type { ScopesDetail } from '../types.ts';
import { ask } from './ask.ts';
import { answerCalls, tellWindow } from './channel.ts';
import { requireElement } from './dom.ts';
import { createNav } from './nav.ts';
import { createSaveBars, type SaveBars } from './save-bar.ts';
import { readSettings } from './settings.ts';
import { createTitleBars } from './title-bar.ts';
import { createToasts } from './toasts.ts';
import { startTools } from './tools.ts';

const settings = readSettings();

/** @throws Error with the server's own words */
async function callServer<Answer>(name: string, body: object = {}): Promise<Answer> {
  const response = await fetch(`${settings.calls}/${name}`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  });
  const answer = await response.json();
  if (!response.ok) throw new Error(answer.error);
  return answer;
}

function embed(frame: HTMLIFrameElement, saveBars: SaveBars): void {
  const progress = requireElement('progress', HTMLElement);
  const toasts = createToasts();
  const titleBars = createTitleBars(settings.appName);
  const nav = createNav(settings.appBase, saveBars.confirmLeave);
  const tellApp = tellWindow(frame.contentWindow, settings.appOrigin);

  function mirror(path: string, title = ''): void {
    history.replaceState(null, '', settings.appBase + path);
    const named = title.includes(settings.appName)
      ? title
      : [title, settings.appName].filter(Boolean).join(' · ');
    document.title = `${named} · ${settings.storeName}`;
    nav.mark(path);
  }

  /** The shell outside the frame is not to be used while the app's modal is open. */
  function cover(open: boolean): void {
    document.body.classList.toggle('covered', open);
    for (const part of document.querySelectorAll('.top-bar, .admin-nav, .title-bar, .tools')) {
      part.toggleAttribute('inert', open);
    }
  }

  answerCalls(settings.appOrigin, {
    hello({ path }) {
      saveBars.reset();
      titleBars.show(null, tellApp);
      nav.show([], tellApp);
      progress.hidden = true;
      cover(false);
      mirror(path);
      return null;
    },
    page({ path, title }) {
      mirror(path, title);
      return null;
    },
    nav(links, tell) {
      nav.show(links, tell);
      return null;
    },
    titleBar(bar, tell) {
      titleBars.show(bar, tell);
      return null;
    },
    loading(on) {
      progress.hidden = !on;
      return null;
    },
    toastShow(toast, tell) {
      toasts.show(toast, tell);
      return null;
    },
    toastHide({ id }) {
      toasts.hide(id);
      return null;
    },
    saveBarShow(bar, tell) {
      saveBars.show(bar, tell);
      return null;
    },
    saveBarHide({ id }) {
      saveBars.hide(id);
      return null;
    },
    leave: () => saveBars.confirmLeave(),
    modal({ open }) {
      cover(open);
      return null;
    },
    idToken: async () => (await callServer<{ token: string }>('session-token')).token,
    user: () => callServer<StaffUser>('user'),
    scopesQuery: () => callServer<ScopesDetail>('scopes'),
    async scopesRequest(scopes) {
      const before = await callServer<ScopesDetail>('scopes');
      const declared = [...before.required, ...before.optional];
      const undeclared = scopes.filter((scope) => !declared.includes(scope));
      if (undeclared.length > 0) throw new Error(`shopify.app.toml does not name ${undeclared.join(', ')}.`);
      if (scopes.every((scope) => before.granted.includes(scope)))
        return { result: 'granted-all', detail: before };
      const granted = await ask({
        title: `${settings.appName} needs more permissions`,
        text: 'The app asks for access to:',
        list: scopes,
        confirm: 'Update permissions',
        cancel: 'Cancel',
      });
      if (!granted) return { result: 'declined-all', detail: before };
      return { result: 'granted-all', detail: await callServer<ScopesDetail>('scopes', { grant: scopes }) };
    },
    scopesRevoke: (scopes) => callServer<ScopesDetail>('scopes', { revoke: scopes }),
    async open({ url, newTab }) {
      if (!/^https?:/.test(url)) throw new Error(`The admin opens web addresses only, not ${url}.`);
      if (newTab) window.open(url, '_blank', 'noopener');
      else if (await saveBars.confirmLeave()) location.assign(url);
      return null;
    },
  });

  // The frame waits for this script: its first call must find somebody who answers.
  frame.src = frame.dataset.src ?? 'about:blank';
}

function start(): void {
  const saveBars = createSaveBars();
  const staff = requireElement('staff', HTMLSelectElement);
  staff.addEventListener('change', async () => {
    if (await saveBars.confirmLeave()) staff.form?.requestSubmit();
    else staff.form?.reset();
  });
  startTools(settings);
  const frame = document.getElementById('app-frame');
  if (frame instanceof HTMLIFrameElement) embed(frame, saveBars);
}

start();
