/** The side panel: what in Shopify happens by itself or elsewhere, at hand. */
import { type ControlClient, controlClient } from '#sandbox/control-client.ts';
import { button, element, requireElement } from './dom.ts';
import type { ShellSettings } from './settings.ts';
import { createCustomer } from './tools-customer.ts';
import { createFaults, createProtectedData, createTheme } from './tools-shop.ts';
import { createDeliveries, createWebhooks } from './tools-webhooks.ts';

/** How often an open panel looks what has happened, in milliseconds. */
const REFRESH_MS = 1_000;

export type State = Awaited<ReturnType<ControlClient['state']>>;
export type ShopState = State['shops'][number];

/** What every tool works with. */
export interface Tools {
  settings: ShellSettings;
  control: ControlClient;
  /** Does it, shows what went wrong if it does, and looks again. */
  run(action: () => Promise<unknown>): Promise<void>;
}

/** One part of the panel. */
export interface Tool {
  title: string;
  body: HTMLElement[];
  refresh?(state: State, shop: ShopState): Promise<void> | void;
}

const HOUR_MS = 3_600_000;
const STEPS: [string, number][] = [
  ['+1 hour', HOUR_MS],
  ['+1 day', 24 * HOUR_MS],
  ['+10 days', 240 * HOUR_MS],
  ['+30 days', 720 * HOUR_MS],
];

function createClock({ control, run }: Tools): Tool {
  const now = element('p');
  const pending = element('ul', { class: 'plain' });
  const steps = STEPS.map(([label, advanceMs]) =>
    button(label, () => void run(() => control.clock({ advanceMs }))),
  );
  return {
    title: 'Clock',
    body: [now, element('div', { class: 'row' }, ...steps), pending],
    refresh(state) {
      now.textContent = `In the sandbox it is ${state.now.slice(0, 16).replace('T', ' ')} UTC.`;
      const coming = state.pending.map(({ topic, subject, dueAt }) =>
        element(
          'li',
          {},
          `${topic} for ${subject.replace(/^.*\//, '')} on ${new Date(dueAt).toISOString().slice(0, 10)}`,
        ),
      );
      pending.replaceChildren(...coming);
    },
  };
}

function createInstallation({ control, settings: { shop, appName }, run }: Tools): Tool {
  const reload = async (action: Promise<unknown>) => {
    await action;
    location.reload();
  };
  const uninstall = button('Uninstall', () => void run(() => reload(control.uninstall({ shop }))), {
    class: 'button critical',
  });
  const install = () => void run(() => reload(control.install({ shop })));
  const reinstall = button('Install', install);
  document.getElementById('install')?.addEventListener('click', install);
  const expire = button('Expire its tokens', () => void run(() => control['expire-tokens']({ shop })));
  const scopes = element('p', { class: 'quiet' });
  return {
    title: appName,
    body: [element('div', { class: 'row' }, uninstall, reinstall, expire), scopes],
    refresh(_, { installed, scopes: granted }) {
      uninstall.hidden = !installed;
      reinstall.hidden = installed;
      expire.hidden = !installed;
      scopes.textContent = installed ? `May use ${granted.join(', ')}.` : 'Not installed.';
    },
  };
}

const TOOLS = [
  createCustomer,
  createWebhooks,
  createDeliveries,
  createClock,
  createFaults,
  createProtectedData,
  createTheme,
  createInstallation,
];

export function startTools(settings: ShellSettings): void {
  const panel = requireElement('tools', HTMLElement);
  const toggle = requireElement('tools-toggle', HTMLButtonElement);
  const problem = element('p', { class: 'problem', role: 'alert', hidden: true });
  const control = controlClient('');

  async function refresh(): Promise<void> {
    const state = await control.state();
    const shop = state.shops.find(({ domain }) => domain === settings.shop);
    if (shop) await Promise.all(tools.map((tool) => tool.refresh?.(state, shop)));
  }

  async function run(action: () => Promise<unknown>): Promise<void> {
    problem.hidden = true;
    try {
      await action();
    } catch (error) {
      problem.textContent = error instanceof Error ? error.message : String(error);
      problem.hidden = false;
    }
    await refresh();
  }

  const tools = TOOLS.map((create) => create({ settings, control, run }));
  const close = button('✕', () => open(false), { class: 'button plain', 'aria-label': 'Close tools' });
  panel.append(
    element('header', { class: 'tools-head' }, element('h2', {}, 'Sandbox tools'), close),
    problem,
    ...tools.map(({ title, body }) => element('section', {}, element('h3', {}, title), ...body)),
  );

  const look = () => void (document.hidden || refresh().catch(() => clearInterval(timer)));
  let timer = 0;
  function open(on: boolean): void {
    panel.hidden = !on;
    toggle.setAttribute('aria-expanded', String(on));
    sessionStorage.setItem('tools', on ? 'open' : '');
    clearInterval(timer);
    if (on) timer = window.setInterval(look, REFRESH_MS);
    if (on) look();
    else toggle.focus();
  }
  toggle.addEventListener('click', () => open(panel.hidden));
  panel.addEventListener('keydown', (event) => event.key === 'Escape' && open(false));
  if (sessionStorage.getItem('tools')) open(true);
}
