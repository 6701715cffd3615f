/** What a GraphQL document needs before Shopify answers all of it: scopes, and approved protected fields. */
import { type DocumentNode, getNamedType, TypeInfo, visit, visitWithTypeInfo } from 'graphql';
import type { ProtectedField } from '#sandbox/world.ts';
import { access, adminSchema, type Requirement } from './admin.ts';

export interface Needs {
  /** By the type or field that asks, e.g. `Order` or `Mutation.customerUpdate`. */
  requirements: Map<string, Requirement>;
  protectedFields: Set<ProtectedField>;
}

/** @param document one that is valid against the Admin schema */
export function needsOf(document: DocumentNode): Needs {
  const needs: Needs = { requirements: new Map(), protectedFields: new Set() };
  const look = (coordinate: string) => {
    const entry = access.get(coordinate);
    if (entry?.requirement) needs.requirements.set(coordinate, entry.requirement);
    if (entry?.protectedField) needs.protectedFields.add(entry.protectedField);
  };
  const types = new TypeInfo(adminSchema);
  visit(
    document,
    visitWithTypeInfo(types, {
      Field(node) {
        look(`${types.getParentType()?.name}.${node.name.value}`);
        const type = getNamedType(types.getType());
        if (type) look(type.name);
      },
      NamedType(node, _key, parent) {
        // The type of an inline fragment or of a fragment; variables are of input types, which ask for nothing.
        if (parent && !Array.isArray(parent)) look(node.name.value);
      },
    }),
  );
  return needs;
}
