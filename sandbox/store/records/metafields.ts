/** Metafields: what other apps and the merchant keep about a record. */
import { dateTime, gid, type Scene } from '../scene.ts';
import type { NodeRecord, Value } from '../store.ts';

export interface MetafieldContent {
  namespace: string;
  key: string;
  /** A metafield type such as `single_line_text_field`. */
  type: string;
  /** Stored as text; what `jsonValue` reads depends on the type. */
  value: string;
}

function jsonValue({ type, value }: MetafieldContent): Value {
  if (type === 'number_integer') return Number(value);
  if (type === 'boolean') return value === 'true';
  return type === 'json' || type.startsWith('list.') ? JSON.parse(value) : value;
}

/** @param number unique among the metafields of the shop */
export function metafield(
  scene: Scene,
  number: number,
  content: MetafieldContent,
  owner: { record: NodeRecord; type: string; at: number },
): NodeRecord {
  return {
    __typename: 'Metafield',
    id: gid('Metafield', number),
    legacyResourceId: String(number),
    ...content,
    jsonValue: jsonValue(content),
    compareDigest: scene.draw(`digest ${number}`, ({ string }) =>
      string.hexadecimal({ length: 64, prefix: '', casing: 'lower' }),
    ),
    sizeInBytes: Buffer.byteLength(content.value),
    owner: () => owner.record,
    ownerType: owner.type,
    createdAt: dateTime(owner.at),
    updatedAt: dateTime(owner.at),
  };
}
