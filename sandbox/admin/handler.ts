/** The admin at localhost and the app behind app.localhost: one handler for both. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Handler } from '#sandbox/admin-api/http.ts';
import type { World } from '#sandbox/world.ts';
import { placesOf } from './places.ts';
import { proxy, proxyUpgrade } from './reverse-proxy.ts';
import { serveShell } from './routes.ts';
import type { AdminParts } from './visit.ts';

export interface AdminOptions extends Omit<AdminParts, 'appName'> {
  /** Where the app under test listens, e.g. http://127.0.0.1:3000 */
  appTarget: string;
  appName?: string;
}

export interface Admin {
  handler: Handler;
  /** @returns whether the upgrade was for the app; the socket is then taken care of */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): boolean;
}

export function createAdmin({ appTarget, appName = 'Privacy Desk', mail, merchant }: AdminOptions): Admin {
  const target = new URL(appTarget);
  return {
    async handler(request: IncomingMessage, response: ServerResponse, world: World) {
      const places = placesOf(request);
      if (places.face === 'app') {
        await proxy(request, response, target, places);
        return true;
      }
      if (places.face === null) return false;
      const url = new URL(request.url ?? '/', places.shell);
      return serveShell({ request, response, world, places, url, appName, mail, merchant });
    },
    upgrade(request, socket, head) {
      if (placesOf(request).face !== 'app') return false;
      proxyUpgrade(request, socket, head, target);
      return true;
    },
  };
}
