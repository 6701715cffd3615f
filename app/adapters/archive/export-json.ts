import { type Collection, type Dossier, requireRecords } from '../../core/dossier.ts';
import { EXPORT_SCHEMA_PATH } from './export-schema.ts';
import { emptyShape, learn, type Shape } from './shape.ts';

/**
 * The whole dossier as one JSON document, one record a line. This pass sees every record first, so it also
 * learns the shape of each collection for the tables that follow.
 */
export async function* exportJson(dossier: Dossier, shapes: Map<string, Shape>): AsyncGenerator<string> {
  yield `${headOf(dossier)},\n"collections": {`;
  let separator = '\n';
  for (const collection of dossier.collections) {
    const shape = emptyShape();
    shapes.set(collection.name, shape);
    yield `${separator}${JSON.stringify(collection.name)}: ${descriptionOf(collection)},"records":[`;
    let comma = '\n';
    for await (const record of requireRecords(collection)) {
      learn(shape, record);
      yield comma + JSON.stringify(record);
      comma = ',\n';
    }
    yield ']}';
    separator = ',\n';
  }
  yield '}\n}\n';
}

/** An object without its closing brace. */
const open = (value: object): string => JSON.stringify(value).slice(0, -1);

function headOf({ request, shop, content, gaps, leftOut, masked, rendererVersion }: Dossier): string {
  const head = { request, shop, content, rendererVersion, gaps, leftOut, masked };
  const lines = Object.entries(head).map(([name, value]) => `"${name}": ${JSON.stringify(value)}`);
  return `{\n"$schema": "${EXPORT_SCHEMA_PATH}",\n${lines.join(',\n')}`;
}

function descriptionOf({ title, what, source, origin, origins, key, refersTo, count }: Collection): string {
  return open({ title, what, source, origin, origins, key, refersTo, count });
}
