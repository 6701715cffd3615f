import type { NavLink } from '../protocol.ts';
import type { Tell } from './channel.ts';
import { element, requireElement } from './dom.ts';

export interface Nav {
  show(links: NavLink[], tell: Tell): void;
  /** Marks the link that the app's page belongs to. */
  mark(path: string): void;
}

/** The app's links below its name in the admin's navigation. */
export function createNav(appBase: string, confirmLeave: () => Promise<boolean>): Nav {
  const place = requireElement('app-nav', HTMLUListElement);
  const nav = requireElement('admin-nav', HTMLElement);
  const toggle = requireElement('nav-toggle', HTMLButtonElement);
  let current = '/';

  function setOpen(open: boolean): void {
    nav.classList.toggle('open', open);
    toggle.setAttribute('aria-expanded', String(open));
  }

  const lastSegmentMatch = (href: string) =>
    href === current || current.startsWith(`${href.replace(/\/$/, '')}/`) ? href.length : 0;

  function mark(path: string): void {
    current = new URL(path, location.origin).pathname;
    const links = [...place.querySelectorAll('a')];
    const lengths = links.map((link) => lastSegmentMatch(link.dataset.href ?? ''));
    const best = Math.max(0, ...lengths);
    links.forEach((link, index) => {
      if (best > 0 && lengths[index] === best) link.setAttribute('aria-current', 'page');
      else link.removeAttribute('aria-current');
    });
  }

  function draw({ href, label }: NavLink, tell: Tell): HTMLElement {
    const { pathname, search } = new URL(href, location.origin);
    const link = element('a', { href: appBase + pathname + search, 'data-href': pathname }, label);
    link.addEventListener('click', async (event) => {
      if (event.metaKey || event.ctrlKey || event.shiftKey) return;
      event.preventDefault();
      event.stopPropagation();
      setOpen(false);
      if (await confirmLeave()) tell('navFollow', { href });
    });
    return element('li', {}, link);
  }

  toggle.addEventListener('click', () => setOpen(!nav.classList.contains('open')));
  document.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape' || !nav.classList.contains('open')) return;
    setOpen(false);
    toggle.focus();
  });
  return {
    mark,
    show(links, tell) {
      place.replaceChildren(...links.map((link) => draw(link, tell)));
      mark(current);
    },
  };
}
