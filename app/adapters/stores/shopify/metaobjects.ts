import type { Json } from '../../../core/store.ts';
import { gapsOf } from './gaps.ts';
import { MetaobjectsDocument, MetaobjectTypesDocument } from './generated/documents.ts';
import { EMPTY, type Part, paged } from './part.ts';
import { mentions } from './person.ts';

/** Which types are still to be looked through, and where the first of them goes on; null types = not asked yet. */
interface Place {
  types: string[] | null;
  after: Json;
  typesAfter: string | null;
}

/** Apps keep records of their own in Shopify, such as reviews. Whom they name is told only by their fields. */
export const metaobjects: Part = {
  name: 'metaobjects',
  collection: 'metaobjects',
  async read(admin, person, place) {
    const at = (place ?? { types: null, after: null, typesAfter: null }) as unknown as Place;
    if (at.types === null) {
      const first = admin.pageSize(MetaobjectTypesDocument, {});
      const variables = { first, after: at.typesAfter };
      const { data, denials } = await admin.run(person.shopDomain, MetaobjectTypesDocument, variables);
      const types = data.metaobjectDefinitions?.nodes.map(({ type }) => type) ?? [];
      const end = data.metaobjectDefinitions?.pageInfo;
      const typesAfter = end?.hasNextPage ? (end.endCursor ?? null) : null;
      const next = types.length > 0 ? { types, after: null, typesAfter } : null;
      return { ...EMPTY, next, gaps: gapsOf(denials, () => 'metaobjects') };
    }
    const [type = '', ...rest] = at.types;
    const page = await ofType(type).read(admin, person, at.after);
    if (page.next !== null) return { ...page, next: { ...at, after: page.next } };
    if (rest.length > 0) return { ...page, next: { ...at, types: rest, after: null } };
    return { ...page, next: at.typesAfter === null ? null : { ...at, types: null, after: null } };
  },
};

const ofType = (type: string): Part =>
  paged('metaobjects', {
    collection: 'metaobjects',
    byId: true,
    document: MetaobjectsDocument,
    variables: () => ({ type }),
    isAbout: mentions,
  });
