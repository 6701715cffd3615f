/** Keeps the demo shop's installation over runs: the app keeps its tokens, so Shopify must know them still. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Installation, Shop } from '#sandbox/world.ts';

export function restoreInstallation(shop: Shop, file: string): void {
  if (!existsSync(file)) return;
  const kept = JSON.parse(readFileSync(file, 'utf8'));
  const installation: Installation = {
    grantedScopes: new Set(kept.grantedScopes),
    accessTokens: new Map(kept.accessTokens),
    refreshTokens: new Map(kept.refreshTokens),
  };
  shop.installation = installation;
}

export function saveInstallation({ installation }: Shop, file: string): void {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const kept = installation && {
    grantedScopes: [...installation.grantedScopes],
    accessTokens: [...installation.accessTokens],
    refreshTokens: [...installation.refreshTokens],
  };
  if (kept) writeFileSync(file, JSON.stringify(kept), { mode: 0o600 });
}
