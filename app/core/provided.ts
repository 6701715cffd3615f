import { isJsonObject } from './field-path.ts';
import type { CollectionDescription, Json, JsonObject, Origin } from './store.ts';

/** Where the origin of fields changes, nested as the fields are. */
interface Turn {
  origin?: Origin;
  fields: Map<string, Turn>;
}

const isProvided = (origin: Origin): boolean => origin !== 'derived';

function turnsOf({ origins = {} }: CollectionDescription): Turn {
  const root: Turn = { fields: new Map() };
  for (const [path, origin] of Object.entries(origins)) {
    let at = root;
    for (const field of path.split('.')) {
      const next = at.fields.get(field) ?? { fields: new Map() };
      at.fields.set(field, next);
      at = next;
    }
    at.origin = origin;
  }
  return root;
}

/** What of a value was provided; undefined where nothing was. */
function keep(value: Json, turn: Turn | undefined, inherited: Origin): Json | undefined {
  const origin = turn?.origin ?? inherited;
  if (!turn || turn.fields.size === 0) return isProvided(origin) ? value : undefined;
  if (Array.isArray(value)) {
    const kept = value.map((item) => keep(item, turn, inherited)).filter((item) => item !== undefined);
    return kept.length > 0 || isProvided(origin) ? kept : undefined;
  }
  if (!isJsonObject(value)) return isProvided(origin) ? value : undefined;
  const fields = keepFields(value, turn, origin);
  return fields.length > 0 || isProvided(origin) ? Object.fromEntries(fields) : undefined;
}

const keepFields = (object: JsonObject, turn: Turn, origin: Origin): [string, Json][] =>
  Object.entries(object).flatMap(([field, value]) => {
    const kept = keep(value, turn.fields.get(field), origin);
    return kept === undefined ? [] : [[field, kept] as [string, Json]];
  });

/**
 * What a portability answer (GDPR Art. 20) has of a record: the fields that the person gave or that were observed of
 * them, and those by which the record is known and tied to others. Applied twice it changes nothing more.
 */
export function provided(description: CollectionDescription): (record: JsonObject) => JsonObject {
  const ties = new Set([...description.key, ...Object.keys(description.refersTo ?? {})]);
  const turns = turnsOf(description);
  return (record) => {
    const kept = new Map(keepFields(record, turns, description.origin));
    return Object.fromEntries(
      Object.entries(record).flatMap(([field, value]) => {
        const own = ties.has(field) ? value : kept.get(field);
        return own === undefined ? [] : [[field, own] as [string, Json]];
      }),
    );
  };
}

/** Whether such records hold anything that was provided; one that does not is no part of a portability answer. */
export const isAnyProvided = ({ origin, origins = {} }: CollectionDescription): boolean =>
  isProvided(origin) || Object.values(origins).some(isProvided);
