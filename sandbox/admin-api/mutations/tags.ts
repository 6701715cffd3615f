/** Mutations that add and remove tags of whatever has tags. */
import type { Value } from '#sandbox/store/store.ts';
import type { Call } from '../call.ts';
import type { Arguments } from '../connection.ts';
import { announceCustomer, announceOrder } from './announce.ts';
import { normalTags } from './contact.ts';
import { requireWrite } from './metafields.ts';
import { payload, textsOf, userError } from './payload.ts';

function changeTags(call: Call, id: Value, fieldName: string, change: (tags: string[]) => string[]): Value {
  const node = call.shop.store.find(String(id));
  if (!node || !('tags' in node)) return payload({ node: null }, [userError(['id'], 'Node does not exist')]);
  requireWrite(call, node, fieldName);
  const updated = call.shop.store.update(node.id, { tags: change(textsOf(node.tags)) });
  if (updated.__typename === 'Customer') announceCustomer(call, 'customers/update', updated);
  if (updated.__typename === 'Order') announceOrder(call, updated);
  return payload({ node: updated });
}

export function tagsAdd(call: Call, { id, tags }: Arguments): Value {
  return changeTags(call, id, 'tagsAdd', (current) => normalTags([...current, ...textsOf(tags)]));
}

export function tagsRemove(call: Call, { id, tags }: Arguments): Value {
  const removed = new Set(normalTags(tags).map((tag) => tag.toLowerCase()));
  return changeTags(call, id, 'tagsRemove', (current) =>
    current.filter((tag) => !removed.has(tag.toLowerCase())),
  );
}
