import type { Value } from '#sandbox/store/store.ts';
import type { Call } from '../call.ts';
import type { Arguments } from '../connection.ts';
import { freshId, inputOf, payload, userError } from './payload.ts';

/** One definition per owner type, namespace and key. */
export function metafieldDefinitionCreate(call: Call, args: Arguments): Value {
  const { namespace = null, key = null, ownerType = null, ...rest } = inputOf(args.definition);
  const isSame = (each: Record<string, Value>) =>
    each.namespace === namespace && each.key === key && each.ownerType === ownerType;
  if (call.shop.store.all('MetafieldDefinition').some(isSame)) {
    const message = `Key is in use for ${ownerType} metafields on the '${namespace}' namespace.`;
    return payload({ createdDefinition: null }, [userError(['definition', 'key'], message, 'TAKEN')]);
  }
  const id = freshId(call, 'MetafieldDefinition');
  const definition = { __typename: 'MetafieldDefinition', id, namespace, key, ownerType, ...rest };
  call.shop.store.insert(definition);
  return payload({ createdDefinition: definition });
}
