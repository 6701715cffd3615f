import { type Dossier, requireRecords } from '../../core/dossier.ts';
import { emptyShape, learn, type Shape } from './shape.ts';

/**
 * The whole dossier as one JSON document, one record a line. This pass sees every record first, so it also
 * learns the shape of each collection for the tables that follow.
 */
export async function* exportJson(dossier: Dossier, shapes: Map<string, Shape>): AsyncGenerator<string> {
  const { request, shop, gaps, collections, rendererVersion } = dossier;
  yield `{\n"request": ${JSON.stringify(request)},\n"shop": ${JSON.stringify(shop)},\n`;
  yield `"rendererVersion": ${rendererVersion},\n"gaps": ${JSON.stringify(gaps)},\n"collections": {`;
  let separator = '\n';
  for (const collection of collections) {
    const { name, title, what, source } = collection;
    const shape = emptyShape();
    shapes.set(name, shape);
    const head = JSON.stringify({ title, what, source }).slice(0, -1);
    yield `${separator}${JSON.stringify(name)}: ${head},"records":[`;
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
