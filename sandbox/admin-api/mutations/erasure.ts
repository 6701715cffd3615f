/** Mutations that ask Shopify to erase a customer, and to think better of it. */
import type { Value } from '#sandbox/store/store.ts';
import type { Call } from '../call.ts';
import type { Arguments } from '../connection.ts';
import { cancelErasure, pendingErasure, requestErasure } from '../erasure.ts';
import { findRecord, isoTime, payload, userError } from './payload.ts';

const doesNotExist = () =>
  payload({ customerId: null }, [userError(['customerId'], 'Customer does not exist', 'DOES_NOT_EXIST')]);

/** Asking again while an erasure is pending changes nothing. */
export function customerRequestDataErasure(call: Call, { customerId }: Arguments): Value {
  const { world, shop } = call;
  const customer = findRecord(call, customerId, 'Customer');
  if (!customer) return doesNotExist();
  if (!pendingErasure(customer)) {
    const requestedAt = isoTime(world.clock.now());
    requestErasure(shop.store, customer.id, { requestedBy: world.app.apiKey, requestedAt });
    call.hooks.erasureRequested({ world, shop, customerId: customer.id });
  }
  return payload({ customerId: customer.id });
}

export function customerCancelDataErasure(call: Call, { customerId }: Arguments): Value {
  const { world, shop } = call;
  const customer = findRecord(call, customerId, 'Customer');
  if (!customer) return doesNotExist();
  const erasure = pendingErasure(customer);
  if (!erasure) {
    const error = userError(['customerId'], 'Customer is not scheduled for erasure', 'NOT_BEING_ERASED');
    return payload({ customerId: null }, [error]);
  }
  if (erasure.requestedBy !== world.app.apiKey) {
    const error = userError(
      ['customerId'],
      'Only the original requester can cancel',
      'UNAUTHORIZED_CANCELLATION',
    );
    return payload({ customerId: null }, [error]);
  }
  cancelErasure(shop.store, customer.id);
  call.hooks.erasureCanceled({ world, shop, customerId: customer.id });
  return payload({ customerId: customer.id });
}
