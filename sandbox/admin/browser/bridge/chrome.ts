/** The parts of the app's page that the admin shows around the frame: navigation, title bar, document title. */
import type { NavLink, TitleBar, TitleBarAction } from '../protocol.ts';
import type { Channel } from './channel.ts';
import type { Navigation } from './navigation.ts';

const NAV_LINKS = ':is(ui-nav-menu, s-app-nav) :is(a, s-link)';
const ACTIONS = ':is(button, a, s-button, s-link)';
const OBSERVED = [
  'title',
  'heading',
  'variant',
  'tone',
  'disabled',
  'loading',
  'href',
  'rel',
  'label',
  'slot',
];

const isSet = (element: Element, name: string) =>
  element.hasAttribute(name) && element.getAttribute(name) !== 'false';
const textOf = (element: Element) => (element.textContent ?? '').trim().replace(/\s+/g, ' ');

/** Where a kind of title bar keeps its parts: an attribute for the title, selectors for the rest. */
interface TitleBarKind {
  bar: string;
  title: string;
  breadcrumb: string;
  primary: string;
  secondary: string;
}

/** `<ui-title-bar>`, and `<s-page>` with its slots. */
const TITLE_BARS: [TitleBarKind, TitleBarKind] = [
  {
    bar: 'ui-title-bar:not(ui-modal ui-title-bar, s-app-window ui-title-bar)',
    title: 'title',
    breadcrumb: `:scope > ${ACTIONS}[variant="breadcrumb"]`,
    primary: `:scope > ${ACTIONS}[variant="primary"]`,
    secondary: `:scope > ${ACTIONS}:not([variant="breadcrumb"], [variant="primary"])`,
  },
  {
    bar: 's-page',
    title: 'heading',
    breadcrumb: `:scope > ${ACTIONS}[slot="breadcrumb-actions"]`,
    primary: `:scope > ${ACTIONS}[slot="primary-action"]`,
    secondary: `:scope > ${ACTIONS}[slot="secondary-actions"]`,
  },
];

export interface ReadTitleBar {
  bar: TitleBar | null;
  /** The buttons in the page, at the keys of the bar's actions. */
  elements: HTMLElement[];
}

/** Reads a bar of either kind below `root` (the page, or one modal). */
export function readTitleBar(root: ParentNode, kinds: readonly TitleBarKind[]): ReadTitleBar {
  const elements: HTMLElement[] = [];
  const action = (element: HTMLElement): TitleBarAction => ({
    key: elements.push(element) - 1,
    label: textOf(element),
    critical: element.getAttribute('tone') === 'critical',
    disabled: isSet(element, 'disabled'),
    loading: isSet(element, 'loading'),
  });
  for (const kind of kinds) {
    const bar = root.querySelector(kind.bar);
    if (!bar) continue;
    const all = (selector: string) => [...bar.querySelectorAll<HTMLElement>(selector)].map(action);
    const groups = [...bar.querySelectorAll<HTMLElement>(':scope > section')].map((section) => ({
      label: section.getAttribute('label') ?? 'More actions',
      actions: [...section.querySelectorAll<HTMLElement>(ACTIONS)].map(action),
    }));
    return {
      elements,
      bar: {
        title: bar.getAttribute(kind.title) ?? document.title,
        breadcrumb: all(kind.breadcrumb)[0] ?? null,
        primary: all(kind.primary)[0] ?? null,
        secondary: all(kind.secondary),
        groups,
      },
    };
  }
  return { bar: null, elements };
}

/** The bar inside one `<ui-modal>`. */
export const readModalBar = (modal: ParentNode): ReadTitleBar =>
  readTitleBar(modal, [{ ...TITLE_BARS[0], bar: ':scope > ui-title-bar' }]);

const navLinkElements = () =>
  [...document.querySelectorAll<HTMLElement>(NAV_LINKS)].filter(
    (link) => link.getAttribute('rel') !== 'home',
  );

function readNav(): NavLink[] {
  return navLinkElements().map((link) => ({ href: link.getAttribute('href') ?? '/', label: textOf(link) }));
}

/** Follows a link of the admin's navigation through the app's own router. */
function follow(href: string): void {
  const link = [...document.querySelectorAll<HTMLElement>(NAV_LINKS)].find(
    (l) => l.getAttribute('href') === href,
  );
  if (link instanceof HTMLAnchorElement) link.click();
  else if (link) link.dispatchEvent(new CustomEvent('shopify:navigate', { bubbles: true, detail: { href } }));
  else location.assign(href);
}

/** Sends what changed, once per turn, for as long as the document lives. */
export function createChrome(channel: Channel, navigation: Navigation): { listen(): void } {
  let buttons: HTMLElement[] = [];
  let sent = { nav: '[]', bar: 'null', title: '' };
  let due = false;

  function report(): void {
    due = false;
    const nav = readNav();
    const { bar, elements } = readTitleBar(document, TITLE_BARS);
    buttons = elements;
    const now = { nav: JSON.stringify(nav), bar: JSON.stringify(bar), title: document.title };
    if (now.nav !== sent.nav) void channel.call('nav', nav);
    if (now.bar !== sent.bar) void channel.call('titleBar', bar);
    if (now.title !== sent.title) navigation.report();
    sent = now;
  }

  function schedule(): void {
    if (due) return;
    due = true;
    queueMicrotask(report);
  }

  channel.on('navFollow', ({ href }) => follow(href));
  channel.on('titleBarClick', ({ key }) => buttons[key]?.click());
  return {
    listen() {
      sent = { nav: '[]', bar: 'null', title: '' };
      new MutationObserver(schedule).observe(document, {
        subtree: true,
        childList: true,
        characterData: true,
        attributeFilter: OBSERVED,
      });
    },
  };
}
