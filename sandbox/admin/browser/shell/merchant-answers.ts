/** What the app gets from the merchant and from Shopify: tokens, consent, leave to go elsewhere. */
import type { StaffUser } from '../protocol.ts';
import type { ExtensionInfo, ScopesDetail } from '../types.ts';
import { ask } from './ask.ts';
import type { Answers } from './channel.ts';
import type { SaveBars } from './save-bar.ts';
import type { ShellSettings } from './settings.ts';

type Given =
  | 'idToken'
  | 'user'
  | 'extensions'
  | 'scopesQuery'
  | 'scopesRequest'
  | 'scopesRevoke'
  | 'leave'
  | 'open';

export function merchantAnswers({ appName, calls }: ShellSettings, saveBars: SaveBars): Pick<Answers, Given> {
  /** @throws Error with the server's own words */
  async function callServer<Answer>(name: string, body: object = {}): Promise<Answer> {
    const headers = { 'Content-Type': 'application/json' };
    const response = await fetch(`${calls}/${name}`, { method: 'POST', headers, body: JSON.stringify(body) });
    const answer = await response.json();
    if (!response.ok) throw new Error(answer.error);
    return answer;
  }

  return {
    idToken: async () => (await callServer<{ token: string }>('session-token')).token,
    user: () => callServer<StaffUser>('user'),
    extensions: () => callServer<ExtensionInfo[]>('extensions'),
    scopesQuery: () => callServer<ScopesDetail>('scopes'),
    async scopesRequest(scopes) {
      const before = await callServer<ScopesDetail>('scopes');
      const declared = [...before.required, ...before.optional];
      const undeclared = scopes.filter((scope) => !declared.includes(scope));
      if (undeclared.length > 0) throw new Error(`shopify.app.toml does not name ${undeclared.join(', ')}.`);
      if (scopes.every((scope) => before.granted.includes(scope))) {
        return { result: 'granted-all', detail: before };
      }
      const granted = await ask({
        title: `${appName} needs more permissions`,
        text: 'The app asks for access to:',
        list: scopes,
        confirm: 'Update permissions',
        cancel: 'Cancel',
      });
      if (!granted) return { result: 'declined-all', detail: before };
      return { result: 'granted-all', detail: await callServer<ScopesDetail>('scopes', { grant: scopes }) };
    },
    scopesRevoke: (scopes) => callServer<ScopesDetail>('scopes', { revoke: scopes }),
    leave: () => saveBars.confirmLeave(),
    async open({ url, newTab }) {
      if (!/^https?:/.test(url)) throw new Error(`The admin opens web addresses only, not ${url}.`);
      if (newTab) window.open(url, '_blank', 'noopener');
      else if (await saveBars.confirmLeave()) location.assign(url);
    },
  };
}
