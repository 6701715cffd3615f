/** `<ui-modal>` and `<s-app-window>`: a dialog over the app, with the title bar's buttons in its footer. */
import type { ShopifyGlobal } from '../types.ts';
import type { Channel } from './channel.ts';
import { readModalBar } from './chrome.ts';
import { requireElement } from './save-bar.ts';

const STYLE = `
  :host { display: contents; }
  dialog { width: min(38.75rem, calc(100vw - 2rem)); max-height: calc(100vh - 4rem); padding: 0; border: 0;
    border-radius: 1rem; overflow: hidden; color: #303030; background: #fff;
    font: 400 .8125rem/1.25rem Inter, -apple-system, "San Francisco", "Segoe UI", Roboto, sans-serif;
    box-shadow: 0 1.25rem 1.25rem -.5rem #1a1a1a47; flex-direction: column; }
  dialog[open] { display: flex; }
  dialog::backdrop { background: #000000b5; }
  :host([variant="small"]) dialog { width: min(23.75rem, calc(100vw - 2rem)); }
  :host([variant="large"]) dialog { width: min(61.25rem, calc(100vw - 2rem)); }
  :host([variant="max"]) dialog { width: 100vw; max-width: 100vw; height: 100vh; max-height: 100vh; border-radius: 0; }
  header { display: flex; align-items: center; justify-content: space-between; gap: 1rem; padding: .75rem 1rem;
    background: #f3f3f3; border-bottom: 1px solid #e3e3e3; }
  h2 { margin: 0; font-size: .875rem; font-weight: 650; }
  section { overflow: auto; flex: 1; display: flex; flex-direction: column; }
  iframe { border: 0; width: 100%; min-height: 60vh; flex: 1; }
  footer { display: flex; justify-content: flex-end; flex-wrap: wrap; gap: .5rem; padding: 1rem;
    border-top: 1px solid #e3e3e3; }
  footer:empty { display: none; }
  button { font: inherit; font-weight: 550; min-height: 1.75rem; padding: .375rem .75rem; border: 1px solid #8a8a8a;
    border-radius: .5rem; background: #fff; color: #303030; cursor: pointer; }
  button.primary { background: #303030; border-color: #303030; color: #fff; }
  button.primary.critical { background: #a3180f; border-color: #a3180f; }
  button:disabled { background: #e3e3e3; border-color: #e3e3e3; color: #616161; cursor: default; }
  button:focus-visible { outline: 2px solid #005bd3; outline-offset: 1px; }
  .close { border-color: transparent; background: transparent; padding: .25rem .5rem; }
  ::slotted(ui-title-bar), ::slotted(ui-save-bar) { display: none; }
`;

class ModalElement extends HTMLElement {
  /** Elements are made by the browser, which hands them nothing. */
  static channel: Channel;

  #root = this.attachShadow({ mode: 'open' });
  #dialog = document.createElement('dialog');
  #content: HTMLElement | null = null;
  /** The title bar as its buttons show it, and what stands behind them. */
  #drawn = '';
  #elements: HTMLElement[] = [];
  #bar = new MutationObserver(() => this.#drawBar());

  constructor() {
    super();
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(STYLE);
    this.#root.adoptedStyleSheets = [sheet];
    this.#dialog.setAttribute('aria-labelledby', 'title');
    this.#dialog.innerHTML =
      '<header><h2 id="title"></h2><button class="close" type="button" aria-label="Close">✕</button></header>' +
      '<section tabindex="0" role="group" aria-labelledby="title"></section><footer></footer>';
    this.#root.append(this.#dialog);
    this.#part('.close').addEventListener('click', () => void this.hide());
    this.#dialog.addEventListener('close', () => this.#closed());
  }

  #part(selector: string): HTMLElement {
    const part = this.#dialog.querySelector<HTMLElement>(selector);
    if (!part) throw new Error(`The modal has lost its ${selector}.`);
    return part;
  }

  /** Only made when asked for: the app's renderer compares the page with what its server sent. */
  get content(): HTMLElement {
    if (!this.#content) {
      this.#content = document.createElement('div');
      this.append(this.#content);
    }
    return this.#content;
  }

  set content(element: HTMLElement) {
    this.#content?.remove();
    this.#content = element;
    this.append(element);
  }

  get src(): string | undefined {
    return this.getAttribute('src') ?? undefined;
  }

  set src(url: string | undefined) {
    if (url === undefined) this.removeAttribute('src');
    else this.setAttribute('src', url);
    if (this.#dialog.open) this.#drawBody();
  }

  get variant(): string {
    return this.getAttribute('variant') ?? (this.localName === 's-app-window' ? 'max' : 'base');
  }

  set variant(name: string) {
    this.setAttribute('variant', name);
  }

  get contentWindow(): Window | null {
    return this.#dialog.querySelector('iframe')?.contentWindow ?? null;
  }

  #drawBody(): void {
    const body = this.#part('section');
    if (this.src === undefined) {
      body.replaceChildren(document.createElement('slot'));
      return;
    }
    const frame = document.createElement('iframe');
    frame.src = this.src;
    frame.title = this.#part('h2').textContent ?? '';
    body.replaceChildren(frame);
  }

  #drawBar(): void {
    const { bar, elements } = readModalBar(this);
    this.#elements = elements;
    const drawn = JSON.stringify([bar, document.title]);
    // Somebody may be about to press one: what has not changed stays where it is.
    if (drawn === this.#drawn) return;
    this.#drawn = drawn;
    this.#part('h2').textContent = bar?.title || document.title || 'Dialog';
    const actions = [...(bar?.secondary ?? []), ...(bar?.primary ? [bar.primary] : [])];
    const buttons = actions.map((action) => {
      const button = document.createElement('button');
      button.type = 'button';
      button.textContent = action.label;
      button.disabled = action.disabled || action.loading;
      button.setAttribute('aria-busy', String(action.loading));
      button.classList.toggle('primary', action === bar?.primary);
      button.classList.toggle('critical', action.critical);
      button.addEventListener('click', () => this.#elements[action.key]?.click());
      return button;
    });
    this.#part('footer').replaceChildren(...buttons);
  }

  async show(): Promise<void> {
    if (this.#dialog.open || !this.isConnected) return;
    this.variant = this.variant;
    this.#drawBar();
    this.#drawBody();
    this.#bar.observe(this, { subtree: true, childList: true, characterData: true, attributes: true });
    this.#dialog.showModal();
    await ModalElement.channel.call('modal', { open: true });
    this.dispatchEvent(new Event('show'));
  }

  async hide(): Promise<void> {
    this.#dialog.close();
  }

  toggle(): Promise<void> {
    return this.#dialog.open ? this.hide() : this.show();
  }

  #closed(): void {
    this.#bar.disconnect();
    void ModalElement.channel.call('modal', { open: false });
    this.dispatchEvent(new Event('hide'));
  }

  disconnectedCallback(): void {
    this.#dialog.close();
  }
}

class AppWindowElement extends ModalElement {}

export function defineModals(channel: Channel): void {
  ModalElement.channel = channel;
  customElements.define('ui-modal', ModalElement);
  customElements.define('s-app-window', AppWindowElement);
}

export const modalApi: ShopifyGlobal['modal'] = {
  show: async (id) => requireElement('ui-modal, s-app-window', id).show(),
  hide: async (id) => requireElement('ui-modal, s-app-window', id).hide(),
  toggle: async (id) => requireElement('ui-modal, s-app-window', id).toggle(),
};
