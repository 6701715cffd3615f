/** The sandbox's two faces on one port: the admin at localhost, the app under test at app.localhost. */
import type { IncomingMessage } from 'node:http';

const APP_HOST = 'app.localhost';
const SHELL_HOST = 'localhost';
const SHELL_HOSTS = new Set([SHELL_HOST, 'admin.localhost', '127.0.0.1', '[::1]']);

export interface Places {
  /** Which face the request is for; null for another host altogether. */
  face: 'app' | 'shell' | null;
  /** The admin's own origin; App Bridge and the frame's policy know no other. */
  shell: string;
  app: string;
}

export function placesOf({ headers }: IncomingMessage): Places {
  const [, hostname = '', port = ''] = /^(.*?)(:\d+)?$/.exec(headers.host ?? '') ?? [];
  const face = hostname === APP_HOST ? 'app' : SHELL_HOSTS.has(hostname) ? 'shell' : null;
  return { face, shell: `http://${SHELL_HOST}${port}`, app: `http://${APP_HOST}${port}` };
}
