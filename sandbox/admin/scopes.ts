/** The scopes that a merchant grants to the app on a shop, and takes back. */
import { scopesUpdatePayload } from '#sandbox/webhooks/payloads.ts';
import type { WebhookSender } from '#sandbox/webhooks/sender.ts';
import type { Shop, World } from '#sandbox/world.ts';
import type { ScopesDetail } from './browser/types.ts';

export function scopesOf({ app }: World, { installation }: Shop): ScopesDetail {
  return {
    granted: [...(installation?.grantedScopes ?? [])],
    required: app.scopes,
    optional: app.optionalScopes,
  };
}

const listOf = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : []);

/**
 * Grants and revokes, and tells the app; `check` only says whether the scopes may be asked for at all.
 * @returns what is wrong with the change, or null when it is made (or nothing was to change)
 */
export function changeScopes(
  { app, clock }: World,
  shop: Shop,
  sender: Pick<WebhookSender, 'send'>,
  change: unknown,
): string | null {
  const { installation } = shop;
  const { check, grant, revoke }: { check?: unknown; grant?: unknown; revoke?: unknown } = Object(change);
  const asked = [...listOf(check), ...listOf(grant)];
  if (asked.length + listOf(revoke).length > 0 && !installation)
    return 'The app is not installed on this shop.';
  const undeclared = asked.filter((scope) => ![...app.optionalScopes, ...app.scopes].includes(scope));
  if (undeclared.length > 0) return `Not declared in the app's optional scopes: ${undeclared.join(', ')}`;
  const required = listOf(revoke).filter((scope) => app.scopes.includes(scope));
  if (required.length > 0) return `Required scopes cannot be revoked: ${required.join(', ')}`;
  if (!installation) return null;
  const previous = [...installation.grantedScopes];
  for (const scope of listOf(grant)) installation.grantedScopes.add(scope);
  for (const scope of listOf(revoke)) installation.grantedScopes.delete(scope);
  const changed = previous.join() !== [...installation.grantedScopes].join();
  const payload = scopesUpdatePayload(shop, previous, clock.now());
  if (changed) void sender.send({ shop, topic: 'app/scopes_update', payload });
  return null;
}
