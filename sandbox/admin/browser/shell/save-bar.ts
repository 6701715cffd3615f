/** Unsaved changes: the bar over the top bar, and the question before they are lost. */
import type { SaveBar } from '../protocol.ts';
import { ask } from './ask.ts';
import type { Tell } from './channel.ts';
import { requireElement } from './dom.ts';

export interface SaveBars {
  show(bar: SaveBar, tell: Tell): void;
  hide(id: string): void;
  /** The app's page is gone, and its unsaved changes with it. */
  reset(): void;
  /** @returns whether nothing is unsaved, or the merchant lets it go */
  confirmLeave(): Promise<boolean>;
}

export function createSaveBars(): SaveBars {
  const place = requireElement('save-bar', HTMLElement);
  const save = requireElement('save-bar-save', HTMLButtonElement);
  const discard = requireElement('save-bar-discard', HTMLButtonElement);
  let open: { bar: SaveBar; tell: Tell }[] = [];
  const top = () => open.at(-1);

  function draw(): void {
    place.hidden = open.length === 0;
    save.disabled = top()?.bar.saveDisabled ?? false;
  }

  async function press(button: 'save' | 'discard'): Promise<void> {
    const current = top();
    if (!current) return;
    const sure =
      button === 'save' ||
      !current.bar.discardConfirmation ||
      (await ask({
        title: 'Discard all unsaved changes',
        text: 'If you discard changes, you’ll delete any edits you made since you last saved.',
        confirm: 'Discard changes',
        cancel: 'Continue editing',
        critical: true,
      }));
    if (sure) current.tell('saveBarClick', { id: current.bar.id, button });
  }

  async function confirmLeave(): Promise<boolean> {
    if (open.length === 0) return true;
    const leaves = await ask({
      title: 'Leave page with unsaved changes?',
      text: 'Leaving this page will delete all unsaved changes.',
      confirm: 'Leave page',
      cancel: 'Stay',
      critical: true,
    });
    if (!leaves) return false;
    for (const { bar, tell } of open) tell('saveBarLeft', { id: bar.id });
    open = [];
    draw();
    return true;
  }

  save.addEventListener('click', () => void press('save'));
  discard.addEventListener('click', () => void press('discard'));
  window.addEventListener('beforeunload', (event) => {
    if (open.length > 0) event.preventDefault();
  });
  return {
    show(bar, tell) {
      open = [...open.filter((other) => other.bar.id !== bar.id), { bar, tell }];
      draw();
    },
    hide(id) {
      open = open.filter(({ bar }) => bar.id !== id);
      draw();
    },
    reset() {
      open = [];
      draw();
    },
    confirmLeave,
  };
}
