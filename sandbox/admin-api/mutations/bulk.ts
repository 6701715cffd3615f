/** Mutations that start and stop bulk operations. */
import type { Value } from '#sandbox/store/store.ts';
import type { Call } from '../call.ts';
import type { Arguments } from '../connection.ts';
import { accessDenied } from '../errors.ts';
import { payload, userError } from './payload.ts';

/** Query operations that may run on a shop at a time. */
const CONCURRENT_MAX = 5;
const ONGOING: readonly unknown[] = ['CREATED', 'RUNNING', 'CANCELING'];

export function bulkOperationRunQuery(call: Call, { query, groupObjects }: Arguments): Value {
  if (call.online) {
    throw accessDenied(
      'bulkOperationRunQuery',
      'This mutation is only accessible to apps authenticated using offline tokens.',
    );
  }
  const ongoing = call.shop.store.all('BulkOperation').filter(({ status }) => ONGOING.includes(status));
  if (ongoing.length >= CONCURRENT_MAX) {
    const message = `You can run up to ${CONCURRENT_MAX} bulk query operations at a time on a shop. Wait for one to finish.`;
    return payload({ bulkOperation: null }, [userError(null, message, 'LIMIT_REACHED')]);
  }
  const submitted = call.bulkEngine.submit(call, String(query), groupObjects === true);
  return typeof submitted === 'string'
    ? payload({ bulkOperation: null }, [userError(['query'], submitted, 'INVALID')])
    : payload({ bulkOperation: submitted });
}

export function bulkOperationCancel(call: Call, { id }: Arguments): Value {
  const operation = call.shop.store.find(String(id));
  if (operation?.__typename !== 'BulkOperation') {
    return payload({ bulkOperation: null }, [userError(['id'], 'Bulk operation does not exist')]);
  }
  if (!ONGOING.includes(operation.status)) {
    const state = String(operation.status).toLowerCase();
    const message = `A bulk operation cannot be canceled when it is ${state}`;
    return payload({ bulkOperation: operation }, [userError(null, message)]);
  }
  return payload({ bulkOperation: call.shop.store.update(operation.id, { status: 'CANCELING' }) });
}
