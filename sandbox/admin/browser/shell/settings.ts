/** What the server tells the shell's script about the page. */
export interface ShellSettings {
  appName: string;
  storeName: string;
  /** e.g. demo.myshopify.com */
  shop: string;
  appOrigin: string;
  /** Path of the app in this shell, without a trailing slash; the app's own path follows. */
  appBase: string;
  /** Path of the shell's own calls for this shop. */
  calls: string;
  /** Webhook topics that the app has subscribed to. */
  topics: string[];
}

export const SETTINGS_ID = 'shell-settings';

export function readSettings(): ShellSettings {
  return JSON.parse(document.getElementById(SETTINGS_ID)?.textContent ?? '{}');
}
