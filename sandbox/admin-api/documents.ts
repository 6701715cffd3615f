/** Query texts, parsed and validated once each, with the errors that Shopify prints for bad ones. */
import {
  type ASTVisitor,
  type DocumentNode,
  type FieldNode,
  FieldsOnCorrectTypeRule,
  type FragmentDefinitionNode,
  GraphQLError,
  getNamedType,
  KnownArgumentNamesRule,
  KnownTypeNamesRule,
  NoDeprecatedCustomRule,
  ProvidedRequiredArgumentsRule,
  parse,
  ScalarLeafsRule,
  specifiedRules,
  TypeInfo,
  type ValidationContext,
  type ValidationRule,
  ValuesOfCorrectTypeRule,
  VariablesInAllowedPositionRule,
  validate,
  visit,
  visitWithTypeInfo,
} from 'graphql';
import { adminSchema } from '#sandbox/schema/admin.ts';

export interface Prepared {
  document: DocumentNode;
  fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  /** Where each field of the schema is selected, by coordinate such as `Order.clientIp`. */
  fields: ReadonlyMap<string, readonly FieldNode[]>;
  /** It names a field, argument or enum value that Shopify deprecates. */
  deprecated: boolean;
}

/** Shopify's words for what graphql-js found, and its error code; a rule that is not listed keeps its own words. */
const WORDINGS = new Map<ValidationRule, { code: string; words: [RegExp, string][]; names: string[] }>([
  [
    FieldsOnCorrectTypeRule,
    {
      code: 'undefinedField',
      words: [[/^Cannot query field "(\w+)" on type "(\w+)".*/s, "Field '$1' doesn't exist on type '$2'"]],
      names: ['fieldName', 'typeName'],
    },
  ],
  [
    KnownArgumentNamesRule,
    {
      code: 'argumentNotAccepted',
      words: [
        [/^Unknown argument "(\w+)" on field "\w+\.(\w+)".*/s, "Field '$2' doesn't accept argument '$1'"],
      ],
      names: ['argumentName', 'name'],
    },
  ],
  [
    ProvidedRequiredArgumentsRule,
    {
      code: 'missingRequiredArguments',
      words: [[/^Field "(\w+)" argument "(\w+)" .*/s, "Field '$1' is missing required arguments: $2"]],
      names: ['name', 'arguments'],
    },
  ],
  [
    KnownTypeNamesRule,
    {
      code: 'undefinedType',
      words: [[/^Unknown type "(\w+)".*/s, "$1 isn't a defined type"]],
      names: ['typeName'],
    },
  ],
  [ScalarLeafsRule, { code: 'selectionMismatch', words: [], names: [] }],
  [ValuesOfCorrectTypeRule, { code: 'argumentLiteralsIncompatible', words: [], names: [] }],
  [VariablesInAllowedPositionRule, { code: 'variableMismatch', words: [], names: [] }],
]);

function reworded(rule: ValidationRule, error: GraphQLError): GraphQLError {
  const wording = WORDINGS.get(rule);
  if (!wording) return error;
  const [pattern, replacement] = wording.words.find(([words]) => words.test(error.message)) ?? [];
  const found = pattern?.exec(error.message)?.slice(1) ?? [];
  const names = Object.fromEntries(wording.names.map((name, index) => [name, found[index]]));
  return new GraphQLError(
    pattern && replacement ? error.message.replace(pattern, replacement) : error.message,
    {
      nodes: error.nodes,
      extensions: { code: wording.code, ...names },
    },
  );
}

const inShopifysWords =
  (rule: ValidationRule): ValidationRule =>
  (context) => {
    const reporting: ValidationContext = Object.create(context, {
      reportError: { value: (error: GraphQLError) => context.reportError(reworded(rule, error)) },
    });
    return rule(reporting);
  };

export const isGlobalId = (id: unknown): boolean => /^gid:\/\/[\w-]+\/\w+\/[^/\s]+$/.test(String(id));

/** A literal id must be a global id; those in variables are checked when they arrive. */
const GlobalIdsRule = (context: ValidationContext): ASTVisitor => ({
  StringValue(node) {
    const type = context.getInputType();
    if (type && getNamedType(type).name === 'ID' && !isGlobalId(node.value)) {
      context.reportError(
        new GraphQLError(`Invalid global id '${node.value}'`, {
          nodes: node,
          extensions: { code: 'argumentLiteralsIncompatible', typeName: 'CoercionError' },
        }),
      );
    }
  },
});

const RULES = [...specifiedRules.map(inShopifysWords), GlobalIdsRule];

/** @throws GraphQLError with Shopify's words for a syntax error */
function read(query: string): DocumentNode {
  try {
    return parse(query);
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    const [{ line, column } = { line: 1, column: 1 }] = error.locations ?? [];
    const what = error.message.replace(/^Syntax Error: /, '').replace(/\.$/, '');
    throw new GraphQLError(`syntax error, ${what} at [${line}, ${column}]`, {
      nodes: error.nodes,
      source: error.source,
      positions: error.positions,
    });
  }
}

function fieldsOf(document: DocumentNode): ReadonlyMap<string, FieldNode[]> {
  const fields = new Map<string, FieldNode[]>();
  const types = new TypeInfo(adminSchema);
  const visitor: ASTVisitor = {
    Field(node) {
      const coordinate = `${types.getParentType()?.name}.${node.name.value}`;
      fields.set(coordinate, [...(fields.get(coordinate) ?? []), node]);
    },
  };
  visit(document, visitWithTypeInfo(types, visitor));
  return fields;
}

function prepare(query: string): Prepared | readonly GraphQLError[] {
  let document: DocumentNode;
  try {
    document = read(query);
  } catch (error) {
    if (error instanceof GraphQLError) return [error];
    throw error;
  }
  const errors = validate(adminSchema, document, RULES);
  if (errors.length > 0) return errors;
  const fragments = document.definitions.flatMap((definition): [string, FragmentDefinitionNode][] =>
    definition.kind === 'FragmentDefinition' ? [[definition.name.value, definition]] : [],
  );
  const deprecated = validate(adminSchema, document, [NoDeprecatedCustomRule]).length > 0;
  return { document, fragments: new Map(fragments), fields: fieldsOf(document), deprecated };
}

/** Query texts kept ready; the least recently used goes first. */
const KEPT = 500;
const kept = new Map<string, Prepared | readonly GraphQLError[]>();

/** @returns the document, or what is wrong with it */
export function documentOf(query: string): Prepared | readonly GraphQLError[] {
  const ready = kept.get(query) ?? prepare(query);
  kept.delete(query);
  kept.set(query, ready);
  const [oldest] = kept.keys();
  if (kept.size > KEPT && oldest !== undefined) kept.delete(oldest);
  return ready;
}
