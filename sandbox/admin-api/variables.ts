/** Variables as they arrive, checked against the operation, with Shopify's INVALID_VARIABLE errors. */
import {
  GraphQLError,
  getNamedType,
  getVariableValues,
  type OperationDefinitionNode,
  typeFromAST,
} from 'graphql';
import { adminSchema } from '#sandbox/schema/admin.ts';
import { isGlobalId } from './documents.ts';

interface Problem {
  path: (string | number)[];
  explanation: string;
  message?: string;
}

function invalid(
  definition: OperationDefinitionNode['variableDefinitions'],
  name: string,
  value: unknown,
  problems: Problem[],
) {
  const node = definition?.find(({ variable }) => variable.name.value === name);
  const type = node?.type.loc ? node.type.loc.source.body.slice(node.type.loc.start, node.type.loc.end) : '';
  const detail = problems.map(({ path, explanation }) =>
    path.length > 0 ? ` for ${path.join('.')} (${explanation})` : '',
  );
  return new GraphQLError(`Variable $${name} of type ${type} was provided invalid value${detail.join(',')}`, {
    nodes: node,
    extensions: { code: 'INVALID_VARIABLE', value: value ?? null, problems },
  });
}

/** graphql-js says `Variable "$x" got invalid value 1 at "x.y"; Expected ...`. */
function explained(
  operation: OperationDefinitionNode,
  error: GraphQLError,
  inputs: Record<string, unknown>,
): GraphQLError {
  const [, name = '', rest = ''] = /^Variable "\$(\w+)"(.*)$/s.exec(error.message) ?? [];
  const path = (/ at "\w+((?:\.\w+|\[\d+\])+)";/.exec(rest)?.[1] ?? '').split(/[.[\]]+/).filter(Boolean);
  const missing = inputs[name] === undefined || inputs[name] === null;
  const explanation = missing
    ? 'Expected value to not be null'
    : rest.replace(/^.*?; /s, '').replace(/\.$/, '');
  return invalid(operation.variableDefinitions, name, inputs[name], [{ path, explanation }]);
}

export type Variables = { values: Record<string, unknown> } | { errors: readonly GraphQLError[] };

export function readVariables(
  operation: OperationDefinitionNode,
  inputs: Record<string, unknown>,
): Variables {
  const result = getVariableValues(adminSchema, operation.variableDefinitions ?? [], inputs);
  if (result.errors) return { errors: result.errors.map((error) => explained(operation, error, inputs)) };
  const values = result.coerced ?? {};
  const errors: GraphQLError[] = [];
  for (const definition of operation.variableDefinitions ?? []) {
    const name = definition.variable.name.value;
    const type = typeFromAST(adminSchema, definition.type);
    if (!type || getNamedType(type).name !== 'ID') continue;
    for (const id of [values[name]].flat()) {
      if (id === null || id === undefined || isGlobalId(id)) continue;
      const message = `Invalid global id '${id}'`;
      errors.push(
        invalid(operation.variableDefinitions, name, values[name], [
          { path: [], explanation: message, message },
        ]),
      );
    }
  }
  return errors.length > 0 ? { errors } : { values };
}
