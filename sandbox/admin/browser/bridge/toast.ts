import type { ShopifyGlobal, ToastOptions } from '../types.ts';
import type { Channel } from './channel.ts';

const DURATION_MS = 5_000;

export function createToast(channel: Channel): ShopifyGlobal['toast'] {
  const shown = new Map<string, ToastOptions>();
  channel.on('toastClick', ({ id, button }) => {
    const options = shown.get(id);
    if (button === 'action') return options?.onAction?.();
    shown.delete(id);
    options?.onDismiss?.();
  });
  return {
    show(message, options = {}) {
      const id = crypto.randomUUID();
      shown.set(id, options);
      const { duration = DURATION_MS, isError = false, action = null } = options;
      void channel.call('toastShow', { id, message: String(message), duration, isError, action });
      return id;
    },
    hide(id) {
      shown.delete(id);
      void channel.call('toastHide', { id });
    },
  };
}
