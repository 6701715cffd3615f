/** Unsaved changes: `<ui-save-bar>`, shopify.saveBar, and forms that watch themselves (`data-save-bar`). */
import type { ShopifyGlobal } from '../types.ts';
import type { Channel } from './channel.ts';

/** What stands behind a save bar: what to do when the merchant presses one of its buttons. */
interface Source {
  id: string;
  discardConfirmation: boolean;
  saveDisabled: boolean;
  save(): void;
  discard(): void;
}

export interface SaveBars {
  show(source: Source): Promise<void>;
  hide(id: string): Promise<void>;
  isShowing(id: string): boolean;
}

export function createSaveBars(channel: Channel): SaveBars {
  const showing = new Map<string, Source>();
  channel.on('saveBarClick', ({ id, button }) => showing.get(id)?.[button]());
  channel.on('saveBarLeft', ({ id }) => void showing.delete(id));
  return {
    async show(source) {
      showing.set(source.id, source);
      const { id, discardConfirmation, saveDisabled } = source;
      await channel.call('saveBarShow', { id, discardConfirmation, saveDisabled });
    },
    async hide(id) {
      if (showing.delete(id)) await channel.call('saveBarHide', { id });
    },
    isShowing: (id) => showing.has(id),
  };
}

/** `<ui-save-bar>`: its primary button saves, its other one discards. */
export function defineSaveBar(bars: SaveBars): void {
  class SaveBarElement extends HTMLElement {
    #key = crypto.randomUUID();

    get showing(): boolean {
      return bars.isShowing(this.#key);
    }

    get discardConfirmation(): boolean {
      return (this.getAttribute('discardconfirmation') ?? 'false') !== 'false';
    }

    set discardConfirmation(on: boolean) {
      this.toggleAttribute('discardconfirmation', on);
    }

    async show(): Promise<void> {
      if (this.showing) return;
      const button = (selector: string) => this.querySelector<HTMLElement>(selector);
      await bars.show({
        id: this.#key,
        discardConfirmation: this.discardConfirmation,
        saveDisabled: button('button[variant="primary"]')?.hasAttribute('disabled') ?? false,
        save: () => button('button[variant="primary"]')?.click(),
        discard: () => button('button:not([variant="primary"])')?.click(),
      });
      this.dispatchEvent(new Event('show'));
    }

    async hide(): Promise<void> {
      if (!this.showing) return;
      await bars.hide(this.#key);
      this.dispatchEvent(new Event('hide'));
    }

    toggle(): Promise<void> {
      return this.showing ? this.hide() : this.show();
    }

    disconnectedCallback(): void {
      void this.hide();
    }
  }
  customElements.define('ui-save-bar', SaveBarElement);
}

type Showable = HTMLElement & { show(): Promise<void>; hide(): Promise<void>; toggle(): Promise<void> };

/** @throws Error when the page has no such element */
export function requireElement(tags: string, id: string): Showable {
  const element = document.getElementById(id);
  if (!element?.matches(tags)) throw new Error(`There is no ${tags} with the id "${id}" in this page.`);
  return element as Showable;
}

export function saveBarApi(channel: Channel): ShopifyGlobal['saveBar'] {
  return {
    show: async (id) => requireElement('ui-save-bar', id).show(),
    hide: async (id) => requireElement('ui-save-bar', id).hide(),
    toggle: async (id) => requireElement('ui-save-bar', id).toggle(),
    /** Stays open when the merchant prefers to keep editing: whoever waits for it does not navigate. */
    async leaveConfirmation() {
      if (!(await channel.call('leave', null))) await new Promise<never>(() => undefined);
    },
  };
}

const entriesOf = (form: HTMLFormElement) =>
  JSON.stringify(
    [...new FormData(form)].map(([name, value]) => [name, value instanceof File ? value.name : value]),
  );

/** Forms with `data-save-bar` show the bar while they differ from what they were when first touched. */
export function watchForms(bars: SaveBars): { listen(): void } {
  const clean = new WeakMap<HTMLFormElement, { id: string; entries: string }>();
  const formOf = (event: Event) => {
    const target = event.target instanceof Element ? event.target : null;
    return target?.closest<HTMLFormElement>('form[data-save-bar]') ?? null;
  };

  /** Before the first change reaches a field, so that the untouched state is known. */
  function remember(event: Event): void {
    const form = formOf(event);
    if (form && !clean.has(form)) clean.set(form, { id: crypto.randomUUID(), entries: entriesOf(form) });
  }

  function compare(event: Event): void {
    const form = formOf(event);
    const state = form && clean.get(form);
    if (!form || !state) return;
    const dirty = entriesOf(form) !== state.entries;
    if (!dirty) return void bars.hide(state.id);
    if (bars.isShowing(state.id)) return;
    void bars.show({
      id: state.id,
      discardConfirmation: form.hasAttribute('data-discard-confirmation'),
      saveDisabled: false,
      save: () => form.requestSubmit(),
      discard: () => form.reset(),
    });
  }

  function settle(event: Event): void {
    const form = formOf(event);
    const state = form && clean.get(form);
    if (!form || !state) return;
    clean.delete(form);
    void bars.hide(state.id);
  }

  return {
    listen() {
      for (const type of ['focusin', 'beforeinput']) document.addEventListener(type, remember, true);
      for (const type of ['input', 'change']) document.addEventListener(type, compare);
      for (const type of ['submit', 'reset']) document.addEventListener(type, settle);
    },
  };
}
