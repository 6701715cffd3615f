/** Mutations of the app's own installation: uninstalling, giving scopes back, subscribing to webhooks. */

import { API_VERSION } from '#sandbox/schema/admin.ts';
import type { NodeRecord, Value } from '#sandbox/store/store.ts';
import { uninstalledPayload } from '#sandbox/webhooks/shop-payload.ts';
import type { Call } from '../call.ts';
import type { Arguments } from '../connection.ts';
import { appInstallationRecord } from '../singletons.ts';
import { announce } from './announce.ts';
import { findRecord, freshId, inputOf, isoTime, payload, textsOf, userError } from './payload.ts';

/** Every token is worthless from here on; the answer still names the app. */
export function appUninstall(call: Call): Value {
  const { app } = appInstallationRecord(call);
  call.shop.installation = null;
  announce(call, 'app/uninstalled', uninstalledPayload(call.shop, call.world.clock.now()));
  return payload({ app });
}

export function appRevokeAccessScopes(call: Call, args: Arguments): Value {
  const { grantedScopes } = call.installation;
  const scopes = textsOf(args.scopes);
  const required = scopes.filter((scope) => call.world.app.scopes.includes(scope));
  if (required.length > 0) {
    const message = `Required scopes cannot be revoked: ${required.join(', ')}`;
    return payload({ revoked: null }, [userError(['scopes'], message, 'CANNOT_REVOKE_REQUIRED_SCOPES')]);
  }
  const undeclared = scopes.filter((scope) => !grantedScopes.has(scope));
  if (undeclared.length > 0) {
    const message = `Scopes are not granted: ${undeclared.join(', ')}`;
    return payload({ revoked: null }, [userError(['scopes'], message, 'CANNOT_REVOKE_UNDECLARED_SCOPES')]);
  }
  const previous = [...grantedScopes];
  for (const scope of scopes) grantedScopes.delete(scope);
  announce(call, 'app/scopes_update', {
    id: 1,
    shop_id: `gid://shopify/Shop/${call.shop.id}`,
    previous,
    current: [...grantedScopes],
    updated_at: isoTime(call.world.clock.now()),
  });
  return payload({
    revoked: scopes.map((handle) => ({ __typename: 'AccessScope', handle, description: '' })),
  });
}

/** Only topics of the schema's enum can get here: the compliance topics are not among them. */
export function webhookSubscriptionCreate(call: Call, args: Arguments): Value {
  const { callbackUrl, ...input } = inputOf(args.webhookSubscription);
  const uri = String(input.uri ?? callbackUrl ?? '');
  if (!/^(https:\/\/|arn:aws:|pubsub:\/\/|\/)/.test(uri)) {
    const message = uri ? 'Address is invalid' : "Address can't be blank";
    return payload({ webhookSubscription: null }, [userError(['webhookSubscription', 'uri'], message)]);
  }
  const { store } = call.shop;
  const taken = store
    .all('WebhookSubscription')
    .some((other) => other.topic === args.topic && other.uri === uri);
  if (taken) {
    const message = 'Address for this topic has already been taken';
    return payload({ webhookSubscription: null }, [userError(['webhookSubscription', 'uri'], message)]);
  }
  const id = freshId(call, 'WebhookSubscription');
  const now = isoTime(call.world.clock.now());
  const subscription: NodeRecord = {
    format: 'JSON',
    includeFields: [],
    metafieldNamespaces: [],
    ...input,
    __typename: 'WebhookSubscription',
    id,
    legacyResourceId: id.split('/').at(-1),
    topic: args.topic,
    uri,
    callbackUrl: uri,
    apiVersion: { __typename: 'ApiVersion', handle: API_VERSION, displayName: API_VERSION, supported: true },
    createdAt: now,
    updatedAt: now,
  };
  store.insert(subscription);
  return payload({ webhookSubscription: subscription });
}

export function webhookSubscriptionDelete(call: Call, { id }: Arguments): Value {
  const subscription = findRecord(call, id, 'WebhookSubscription');
  if (!subscription) {
    return payload({ deletedWebhookSubscriptionId: null }, [
      userError(['id'], 'Webhook subscription does not exist'),
    ]);
  }
  call.shop.store.remove(subscription.id);
  return payload({ deletedWebhookSubscriptionId: subscription.id });
}
